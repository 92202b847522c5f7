import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    fsModuleCache: false,
    testTimeout: 120_000,
    fileParallelism: false,
  },
});
