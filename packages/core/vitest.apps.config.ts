import { defineConfig } from 'vitest/config';

// What is too heavy for every run: other runtimes, installs, fleets over many rounds.
const shared = { fsModuleCache: false, testTimeout: 600_000, hookTimeout: 600_000 };
const waiting = ['any-fetch', 'client-types', 'file-cache-runtimes', 'package', 'signing-runtimes'].map(
  (name) => `test-apps/${name}.test.ts`,
);

export default defineConfig({
  test: {
    projects: [
      {
        // These wait for npm, for compilers and for other runtimes to start: two at a time.
        test: { ...shared, name: 'runtimes', include: waiting, maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      {
        // These have all cores for themselves, one after the other.
        test: {
          ...shared,
          name: 'fleets',
          include: ['test-apps/**/*.test.ts'],
          exclude: waiting,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
