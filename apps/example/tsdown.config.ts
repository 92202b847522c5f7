import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/main.ts', 'src/example.ts', 'src/apps/*.ts'],
  format: 'esm',
  platform: 'node',
  target: 'es2023',
  dts: false,
  fixedExtension: false,
});
