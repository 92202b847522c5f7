import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The other packages by their sources, so that no test here waits for a build.
  ssr: { resolve: { conditions: ['@tokenkeep/source', 'node', 'development|production'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    fsModuleCache: false,
    // No file changes what another one sees, and all modules anew for each cost more than most tests.
    isolate: false,
    testTimeout: 20_000,
  },
});
