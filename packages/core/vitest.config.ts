import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    fsModuleCache: false,
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'core', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'client credentials',
          include: [
            'test/{authorized-fetch,clocks,exchange-hygiene,exit,invariants,outage,redaction,refresh,single-flight,sticky-issuer}.test.ts',
            'test/caches/{many-processes,sealing}.test.ts',
          ],
          env: { TOKENKEEP_ISSUER: 'client_credentials' },
        },
      },
    ],
  },
});
