import { defineConfig } from 'vitest/config';

// What installs packages: too heavy for every run.
export default defineConfig({
  test: {
    include: ['test-apps/**/*.test.ts'],
    fileParallelism: false,
    fsModuleCache: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
