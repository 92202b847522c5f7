import { defineConfig } from 'vitest/config';

// The command as it is published, by the same tests as its sources.
export default defineConfig({
  test: {
    include: ['test/{command,compose}.test.ts'],
    env: { TOKENKEEP_MOCK_COMMAND: 'dist/cli.js' },
    fsModuleCache: false,
    testTimeout: 20_000,
  },
});
