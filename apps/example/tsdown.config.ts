import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    example: 'src/example.ts',
    'apps/bare': 'src/apps/bare.ts',
    'apps/fastify': 'src/apps/fastify.ts',
    'apps/nest': 'src/apps/nest.ts',
    'apps/next': 'src/apps/next.ts',
    'apps/naive': 'src/apps/naive.ts',
  },
  format: 'esm',
  platform: 'node',
  target: 'es2023',
  dts: false,
  fixedExtension: false,
});
