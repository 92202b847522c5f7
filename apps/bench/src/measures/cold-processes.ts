import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inScratchFolder } from '../parts/in-scratch-folder.ts';
import { loadSubjects } from '../parts/load-subjects.ts';
import type { MeasuredRow, RowsMeasure } from '../parts/measure.ts';
import { startIssuer } from '../parts/start-issuer.ts';
import { hasRedis, startRedis } from '../parts/start-redis.ts';

interface ColdRow extends MeasuredRow {
  readonly needsRedis: boolean;
}

const run = promisify(execFile);
const entry = fileURLToPath(new URL('../parts/cold-process.mjs', import.meta.url));
const processes = 8;

export const measure: RowsMeasure<ColdRow> = {
  title: '8 cold processes',
  about:
    'Eight processes started at once, nothing cached, an issuer that takes 50 ms; from the start of the first to the ' +
    'token in the hand of the last, so that starting Node eight times and every import are in it.',
  repeats: 5,
  columns: [
    { key: 'exchanges', title: 'exchanges' },
    { key: 'slowestMs', title: 'slowest', unit: 'ms' },
  ],
  thresholds: [
    { key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges, file cache' },
    {
      key: 'slowestMs',
      relativeTo: 'lock-file',
      atMost: 1.5,
      kind: 'report',
      title: 'slowest, file cache, times a lock file',
    },
    { row: 'tokenkeep-redis', key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges, Redis' },
    {
      row: 'tokenkeep-redis',
      key: 'slowestMs',
      relativeTo: 'lock-redis',
      atMost: 1.5,
      kind: 'report',
      title: 'slowest, Redis, times a Redis lock',
    },
  ],
  async rows() {
    const withRedis = hasRedis();
    if (!withRedis && process.env['CI'] !== undefined) throw new Error('redis-server is missing: install it.');
    const why = withRedis ? undefined : 'no redis-server on this machine';
    const subjects = await loadSubjects('cold');
    return subjects.map(({ key, title, needsRedis }) => ({
      key,
      title,
      needsRedis,
      missing: needsRedis ? why : undefined,
    }));
  },
  measureOne: ({ key, needsRedis }) =>
    inScratchFolder(async (directory) => {
      await using issuer = await startIssuer({ latencyMs: 50 });
      await using redis = needsRedis ? await startRedis(directory) : undefined;
      const order = JSON.stringify({ ...issuer.address, directory, socketPath: redis?.socketPath });
      const startedAt = Date.now();
      const ends = await Promise.all(
        Array.from({ length: processes }, async () =>
          Number((await run(process.execPath, [entry, key, order])).stdout),
        ),
      );
      return { exchanges: await issuer.exchanges(), slowestMs: Math.max(...ends) - startedAt };
    }),
};
