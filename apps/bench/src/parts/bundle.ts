import { fileURLToPath } from 'node:url';
import { rolldown, type InputOptions } from 'rolldown';

/** One file of a bundle. */
export interface Chunk {
  /** After what it holds. */
  readonly name: string;
  readonly code: string;
}

/** Bundles and minifies some source as if it were a file of this package. @returns its chunks */
export async function bundle(source: string, options: InputOptions = {}): Promise<readonly Chunk[]> {
  const entry = fileURLToPath(new URL('entry.js', import.meta.url));
  const build = await rolldown({
    input: entry,
    platform: 'node',
    logLevel: 'silent',
    ...options,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? { id, moduleSideEffects: true } : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
    ],
  });
  const { output } = await build.generate({ minify: true, format: 'esm' });
  await build.close();
  return output.flatMap((part) => (part.type === 'chunk' ? [{ name: part.name, code: part.code }] : []));
}
