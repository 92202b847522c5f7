import { defineConfig, type UserConfig } from 'tsdown';

const shared: UserConfig = {
  entry: {
    index: 'src/index.ts',
    'file-cache': 'src/file-cache/index.ts',
    testing: 'src/testing/index.ts',
  },
  platform: 'neutral',
  target: 'es2023',
  dts: { sourcemap: false },
  // One file for what entries and later parts share: all of it is loaded by every import anyway.
  // The types keep what editors show; in the code comments are a third of what every import reads.
  outputOptions: {
    comments: { legal: true, annotation: true, jsdoc: false },
    codeSplitting: { groups: [{ name: 'shared', test: /(?<!\.d)\.ts$/, minShareCount: 2 }] },
  },
  fixedExtension: false,
};

export default defineConfig([
  { ...shared, format: 'esm' },
  // ky has no CommonJS build, so the one for test runners carries it inside.
  { ...shared, format: 'cjs', clean: false, deps: { alwaysBundle: ['ky'], onlyBundle: ['ky'] } },
]);
