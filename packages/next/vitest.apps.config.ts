import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test-apps/**/*.test.ts'],
    fsModuleCache: false,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
