import { gzipSync } from 'node:zlib';
import { bundle } from '../parts/bundle.ts';
import { loadSubjects } from '../parts/load-subjects.ts';
import type { MeasuredRow, RowsMeasure } from '../parts/measure.ts';

interface Bundled extends MeasuredRow {
  readonly source: string;
  readonly external?: readonly string[];
}

const forSymbl = `export { createTokenClient, symbl } from '@tokenkeep/core';`;

export const measure: RowsMeasure<Bundled> = {
  title: 'Size',
  about:
    'What the package exports, bundled by rolldown for Node, minified and gzipped chunk by chunk, with all that it ' +
    'imports but what comes with Node; 1 kB is 1000 bytes. Of core also all that a user of Symbl needs of it.',
  repeats: 1,
  columns: [
    { key: 'minifiedKb', title: 'minified', unit: 'kB' },
    { key: 'gzippedKb', title: 'minified, gzipped', unit: 'kB' },
  ],
  thresholds: [{ key: 'gzippedKb', atMost: 12.5, kind: 'report', title: 'kB for Symbl, without ky' }],
  async rows() {
    const subjects = await loadSubjects('tokens');
    return [
      { key: 'without-ky', title: '`createTokenClient` and `symbl` without ky', source: forSymbl, external: ['ky'] },
      { key: 'with-ky', title: '`createTokenClient` and `symbl` with ky', source: forSymbl },
      ...subjects.flatMap(({ key, title, packageName }) =>
        packageName === undefined ? [] : [{ key, title, source: `export * from '${packageName}';` }],
      ),
    ];
  },
  async measureOne({ source, external = [] }) {
    const codes = (await bundle(source, { external: [...external] })).map(({ code }) => code);
    return {
      minifiedKb: sum(codes.map((code) => Buffer.byteLength(code))) / 1000,
      gzippedKb: sum(codes.map((code) => gzipSync(code, { level: 9 }).length)) / 1000,
    };
  },
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
