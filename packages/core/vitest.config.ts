import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The other packages by their sources, so that no test here waits for a build.
  ssr: { resolve: { conditions: ['@tokenkeep/source', 'node', 'development|production'] } },
  test: {
    // So do the processes of a fleet.
    env: { NODE_OPTIONS: '--conditions=@tokenkeep/source' },
    fsModuleCache: false,
    // Of two cores, as CI has: many tests wait for processes and locks, and vitest left to itself uses one.
    maxWorkers: 3,
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'core', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] } },
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
