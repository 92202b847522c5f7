import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown, type InputOptions } from 'rolldown';
import { loadSubject, subjectNames } from '../subject.ts';
import type { Row, Table } from '../table.ts';

const description = {
  title: 'Size',
  about:
    'What the package exports, bundled by rolldown for Node, minified and gzipped chunk by chunk, with all that it ' +
    'imports but what comes with Node; 1 kB is 1000 bytes. Of core also what a user of Symbl needs of it.',
  columns: [
    { key: 'minifiedKb', title: 'minified', unit: 'kB' },
    { key: 'gzippedKb', title: 'minified, gzipped', unit: 'kB' },
  ],
  thresholds: [
    { row: 'without-ky', key: 'gzippedKb', atMost: 6, kind: 'report', title: 'kB for Symbl, without ky' },
    { row: 'with-ky', key: 'gzippedKb', atMost: 15, kind: 'report', title: 'kB for Symbl, with ky' },
  ],
} as const satisfies Omit<Table, 'rows'>;

const forSymbl = `export { createTokenClient, symbl } from '@tokenkeep/core';`;

/** How big the packages are in a bundle. */
export async function measureSize(quick: boolean): Promise<Table> {
  const rows: Row[] = [
    {
      key: 'without-ky',
      title: '`createTokenClient` and `symbl` without ky',
      samples: [await sizeOf(forSymbl, { external: ['ky'] })],
    },
    { key: 'with-ky', title: '`createTokenClient` and `symbl` with ky', samples: [await sizeOf(forSymbl)] },
  ];
  for (const key of quick ? [] : subjectNames) {
    const { title, packageName } = await loadSubject(key);
    if (packageName === undefined) continue;
    rows.push({ key, title, samples: [await sizeOf(`export * from '${packageName}';`)] });
  }
  return { ...description, rows };
}

async function sizeOf(
  source: string,
  options: InputOptions = {},
): Promise<{ readonly minifiedKb: number; readonly gzippedKb: number }> {
  const code = await bundle(source, options);
  const chunks = code.map((chunk) => Buffer.from(chunk));
  return {
    minifiedKb: sum(chunks.map(({ length }) => length)) / 1000,
    gzippedKb: sum(chunks.map((chunk) => gzipSync(chunk, { level: 9 }).length)) / 1000,
  };
}

/** Bundles and minifies some source as if it were a file of this package. @returns the code of each chunk */
export async function bundle(source: string, options: InputOptions = {}): Promise<readonly string[]> {
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
  return output.flatMap((part) => (part.type === 'chunk' ? [part.code] : []));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
