import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    'apps/bare': 'src/apps/bare.ts',
    'apps/fastify': 'src/apps/fastify.ts',
    'apps/nest': 'src/apps/nest.ts',
    'apps/next': 'src/apps/next.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'es2023',
  dts: false,
  fixedExtension: false,
});
