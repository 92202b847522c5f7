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
          include: ['test/{refresh,outage,single-flight,authorized-fetch,redaction,exchange-hygiene}.test.ts'],
          env: { TOKENKEEP_ISSUER: 'client_credentials' },
        },
      },
    ],
  },
});
