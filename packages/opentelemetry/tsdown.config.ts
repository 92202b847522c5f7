import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
  },
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'es2023',
  dts: { sourcemap: false },
  fixedExtension: false,
});
