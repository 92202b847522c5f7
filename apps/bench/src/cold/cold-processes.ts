import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { IssuerControl } from '../issuer/issuer-control.ts';
import { startIssuer } from '../issuer/start-issuer.ts';
import type { Row, Sample, Table } from '../table.ts';
import { hasRedis, startRedis } from './start-redis.ts';

const run = promisify(execFile);
const entry = fileURLToPath(new URL('cold-process.mjs', import.meta.url));
const processes = 8;

const subjects = [
  { key: 'tokenkeep-file', title: '**@tokenkeep/core**, `fileCache()`' },
  { key: 'lock-file', title: 'hand-written lock file' },
  { key: 'tokenkeep-redis', title: '**@tokenkeep/redis-cache**' },
  { key: 'lock-redis', title: 'hand-written Redis lock' },
] as const;

const description = {
  title: '8 cold processes',
  about:
    'Eight processes started at once, nothing cached, an issuer that takes 50 ms; from the start of the first to the ' +
    'token in the hand of the last, so that starting Node eight times and every import are in it.',
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
} as const satisfies Omit<Table, 'rows'>;

/** Eight cold processes on one file cache, and on one Redis, ours and hand-written. */
export async function measureColdProcesses(repeats: number, onProgress: (line: string) => void): Promise<Table> {
  const withRedis = hasRedis();
  if (!withRedis && process.env['CI'] !== undefined) throw new Error('redis-server is missing: install it.');
  const found = new Map<string, Sample[]>(subjects.map(({ key }) => [key, []]));
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const { key } of repeat % 2 === 0 ? subjects : subjects.toReversed()) {
      if (key.endsWith('redis') && !withRedis) continue;
      const sample = await coldStart(key);
      found.get(key)?.push(sample);
      onProgress(`cold-processes ${repeat + 1}/${repeats} ${key} ${JSON.stringify(sample)}`);
    }
  }
  const rows = subjects.map(({ key, title }): Row => {
    const missing = key.endsWith('redis') && !withRedis ? 'no redis-server on this machine' : undefined;
    return { key, title, samples: found.get(key) ?? [], missing };
  });
  return { ...description, rows };
}

async function coldStart(subject: string): Promise<Sample> {
  const directory = await mkdtemp(join(tmpdir(), 'tokenkeep-bench-'));
  try {
    await using issuer = await startIssuer({ latencyMs: 50 });
    await using redis = subject.endsWith('redis') ? await startRedis(directory) : undefined;
    const order = JSON.stringify({ ...issuer.address, directory, socketPath: redis?.socketPath });
    const startedAt = Date.now();
    const ends = await Promise.all(
      Array.from({ length: processes }, async () =>
        Number((await run(process.execPath, [entry, subject, order])).stdout),
      ),
    );
    const exchanges = await new IssuerControl(issuer.address).exchanges();
    return { exchanges, slowestMs: Math.max(...ends) - startedAt };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
