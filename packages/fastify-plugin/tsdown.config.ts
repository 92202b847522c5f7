import { defineConfig, type UserConfig } from 'tsdown';

const exportsOfRequire = ', commonjsExports as "module.exports"';

/**
 * The types of what `require` gives, in words that TypeScript 5.4 reads too: it knows no export whose name is a string
 * (5.6 does). The run time needs that name; the types of ES modules can do without, and those for CommonJS say `export =`.
 */
const plainTypes = {
  name: 'plain-types',
  renderChunk(code: string, { fileName }: { readonly fileName: string }): string | undefined {
    if (!/\.d\.c?ts$/.test(fileName)) return undefined;
    const at = code.lastIndexOf('export {');
    const [before, list] = [code.slice(0, at), code.slice(at)];
    if (!list.includes(exportsOfRequire)) throw new Error(`${fileName} exports other names than its build expects.`);
    if (fileName.endsWith('.d.ts')) return before + list.replace(exportsOfRequire, '');
    const types = list.match(/type \w+/g) ?? [];
    const namespace = `declare namespace commonjsExports {\n  export { ${types.join(', ')} };\n}`;
    return `${before.replaceAll(/^export declare/gm, 'declare')}${namespace}\nexport = commonjsExports;\n`;
  },
};

const shared: UserConfig = {
  entry: { index: 'src/index.ts' },
  platform: 'node',
  target: 'es2023',
  dts: { sourcemap: false },
  fixedExtension: false,
  // Not as one of `plugins`, which do not see the types for CommonJS.
  inputOptions: (options) => ({ ...options, plugins: [options.plugins, plainTypes] }),
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
