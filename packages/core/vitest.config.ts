import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The other packages by their sources, so that no test here waits for a build.
  ssr: { resolve: { conditions: ['@tokenkeep/source', 'node', 'development|production'] } },
  test: {
    // So do the processes of a fleet.
    env: {
      NODE_OPTIONS: '--conditions=@tokenkeep/source',
      // Hundreds of processes start in these tests, and without it each strips the types of all files anew: 0.5 s of CPU
      // each, and 0.2 s with it.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/node', import.meta.url)),
    },
    fsModuleCache: false,
    // No file changes what another one sees, and a process and all modules anew for each cost a quarter of the CPU.
    isolate: false,
    // Of two cores, as CI has: many tests wait for processes and locks, and vitest left to itself uses one.
    maxWorkers: 3,
    // Tests that say they are concurrent wait for real time, and a worker has nothing else to do meanwhile.
    maxConcurrency: 8,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          globalSetup: './test/caches/readable-copy.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'client credentials',
          // Where the two differ: on the wire, in the words of errors, and in what is sealed.
          include: ['test/{exchange-hygiene,redaction}.test.ts', 'test/caches/sealing.test.ts'],
          env: { TOKENKEEP_ISSUER: 'client_credentials' },
        },
      },
    ],
  },
});
