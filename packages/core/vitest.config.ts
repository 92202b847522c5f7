import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The other packages by their sources, so that no test here waits for a build.
  ssr: { resolve: { conditions: ['@tokenkeep/source', 'node', 'development|production'] } },
  test: {
    // So do the processes of a fleet.
    env: { NODE_OPTIONS: '--conditions=@tokenkeep/source' },
    fsModuleCache: false,
    // Left to itself vitest keeps one core for itself: on two, as CI has, that is half of the speed.
    maxWorkers: '100%',
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
