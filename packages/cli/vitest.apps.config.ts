import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test-apps/*.test.ts'],
    globalSetup: 'test-apps/install-once.ts',
    fsModuleCache: false,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 600_000,
  },
});
