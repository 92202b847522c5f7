import { defineConfig, type UserConfig } from 'tsdown';

const shared: UserConfig = {
  entry: { index: 'src/index.ts' },
  platform: 'node',
  target: 'es2023',
  dts: { sourcemap: false },
  fixedExtension: false,
};

export default defineConfig([
  { ...shared, format: 'esm' },
  // Fastify's users write app.register(require('…')).
  {
    ...shared,
    format: 'cjs',
    clean: false,
    outputOptions: { exports: 'named', outro: "module.exports = exports['module.exports'];" },
  },
]);
