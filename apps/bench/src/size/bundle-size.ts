import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown, type InputOptions } from 'rolldown';
import { loadSubject, subjectNames } from '../subject.ts';
import type { Row, Sample, Table } from '../table.ts';

const description = {
  title: 'Size',
  about:
    'What the package exports, bundled by rolldown for Node, minified and gzipped chunk by chunk, with all that it ' +
    'imports but what comes with Node; 1 kB is 1000 bytes. Of core also all that a user of Symbl needs of it.',
  columns: [
    { key: 'minifiedKb', title: 'minified', unit: 'kB' },
    { key: 'gzippedKb', title: 'minified, gzipped', unit: 'kB' },
  ],
  thresholds: [
    { row: 'without-ky', key: 'gzippedKb', atMost: 12.5, kind: 'report', title: 'kB for Symbl, without ky' },
  ],
} as const satisfies Omit<Table, 'rows'>;

const forSymbl = `export { createTokenClient, symbl } from '@tokenkeep/core';`;

/** How big the packages are in a bundle. */
export async function measureSize(quick: boolean): Promise<Table> {
  const chunks = await bundle(forSymbl, { external: ['ky'] });
  const rows: Row[] = [
    { key: 'without-ky', title: '`createTokenClient` and `symbl` without ky', samples: [sizeOf(chunks)] },
    { key: 'with-ky', title: '`createTokenClient` and `symbl` with ky', samples: [sizeOf(await bundle(forSymbl))] },
  ];
  for (const key of quick ? [] : subjectNames) {
    const { title, packageName } = await loadSubject(key);
    if (packageName === undefined) continue;
    rows.push({ key, title, samples: [sizeOf(await bundle(`export * from '${packageName}';`))] });
  }
  return { ...description, rows };
}

function sizeOf(chunks: readonly Chunk[]): Sample {
  return {
    minifiedKb: sum(chunks.map(({ code }) => Buffer.byteLength(code))) / 1000,
    gzippedKb: sum(chunks.map(({ code }) => gzipSync(code, { level: 9 }).length)) / 1000,
  };
}

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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
