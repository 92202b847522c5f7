import { defineConfig, type UserConfig } from 'tsdown';

const shared: UserConfig = { platform: 'node', target: 'es2023', fixedExtension: false, dts: { sourcemap: false } };

const config: UserConfig[] = defineConfig([
  { ...shared, entry: ['src/index.ts', 'src/cli.ts'], format: 'esm' },
  { ...shared, entry: 'src/index.ts', format: 'cjs', clean: false },
]);

export default config;
