import { defineConfig, type UserConfig } from 'tsdown';

const shared: UserConfig = {
  platform: 'neutral',
  target: 'es2023',
  fixedExtension: false,
};

export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', 'token-route': 'src/token-route.ts' },
    format: ['esm', 'cjs'],
    dts: { sourcemap: false },
  },
  // What code for browsers gets instead: nobody has types for it, nobody requires it.
  {
    ...shared,
    entry: { browser: 'src/browser.ts' },
    format: 'esm',
    dts: false,
    clean: false,
    deps: { neverBundle: [/must-stay-on-the-server/] },
  },
  {
    ...shared,
    entry: { browser: 'src/browser-require.ts' },
    format: 'cjs',
    dts: false,
    clean: false,
    deps: { neverBundle: [/must-stay-on-the-server/] },
  },
]);
