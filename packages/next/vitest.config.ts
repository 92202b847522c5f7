import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The other packages by their sources, so that no test here waits for a build.
  ssr: { resolve: { conditions: ['@tokenkeep/source', 'node', 'development|production'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    fsModuleCache: false,
    testTimeout: 20_000,
  },
});
