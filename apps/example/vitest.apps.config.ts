import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test-apps/**/*.test.ts'],
    fsModuleCache: false,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
