// A first load is what an import costs before anything is called: what is imported later stays outside.
const firstLoad = {
  name: 'first-load',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

const core = { path: 'packages/core/dist/index.js', gzip: true, ignore: ['ky'] };

// oxlint-disable-next-line import/no-default-export -- where size-limit looks
export default [
  {
    ...core,
    name: 'core, as an import loads it, without ky',
    limit: '6 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm', plugins: [firstLoad] }),
  },
  {
    ...core,
    name: 'core, with what the first exchange loads and both issuers, without ky',
    limit: '13.2 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
];
