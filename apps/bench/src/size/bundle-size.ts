import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown, type InputOptions } from 'rolldown';
import { loadSubject, subjectNames } from '../subject.ts';
import type { Row, Table } from '../table.ts';

const description = {
  title: 'Size',
  about:
    'Everything the package exports, bundled by rolldown for Node, minified and gzipped, with all that it imports ' +
    'but what comes with Node; 1 kB is 1000 bytes.',
  columns: [
    { key: 'minifiedKb', title: 'minified', unit: 'kB' },
    { key: 'gzippedKb', title: 'minified, gzipped', unit: 'kB' },
  ],
  thresholds: [
    { row: 'without-ky', key: 'gzippedKb', atMost: 6, kind: 'report', title: 'kB of core without ky' },
    { row: 'tokenkeep', key: 'gzippedKb', atMost: 15, kind: 'report', title: 'kB of core with ky' },
  ],
} as const satisfies Omit<Table, 'rows'>;

/** How big the packages are in a bundle. */
export async function measureSize(quick: boolean): Promise<Table> {
  const rows: Row[] = [
    {
      key: 'without-ky',
      title: '**@tokenkeep/core** without ky',
      samples: [await sizeOf('@tokenkeep/core', { external: ['ky'] })],
    },
  ];
  for (const key of quick ? subjectNames.slice(0, 1) : subjectNames) {
    const { title, packageName } = await loadSubject(key);
    if (packageName !== undefined) rows.push({ key, title, samples: [await sizeOf(packageName)] });
  }
  return { ...description, rows };
}

async function sizeOf(
  packageName: string,
  options: InputOptions = {},
): Promise<{ readonly minifiedKb: number; readonly gzippedKb: number }> {
  const code = await bundle(`export * from '${packageName}';`, options);
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
