import { defineConfig } from 'vitest/config';

// What is too heavy for every run: other versions of Node, fleets over many rounds.
export default defineConfig({
  test: {
    include: ['test-apps/**/*.test.ts'],
    fileParallelism: false,
    fsModuleCache: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
