import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../test/caches/temporary-directory.ts';

const lifetimeMs = 12_000;
const lifetimes = 5;

it(`a fleet of eight processes refreshes over ${lifetimes} token lifetimes without a stall`, async () => {
  // An exchange takes a second; whoever waits for one is seen.
  await using server = await createMockServer({ tokenLifetimeMs: lifetimeMs, rolloverMs: 6000, latencyMs: 1000 });
  using directory = temporaryDirectory();
  const order = JSON.stringify({
    credentials: { ...server.apps[0], baseUrl: server.url },
    directory: directory.path,
    forMs: lifetimes * lifetimeMs,
  });
  const script = fileURLToPath(import.meta.resolve('./refresher.mjs'));
  const run = promisify(execFile);
  const outputs = await Promise.all(Array.from({ length: 8 }, () => run(process.execPath, [script, order])));
  for (const { stdout } of outputs) {
    const seen: unknown = JSON.parse(stdout);
    expect(seen).toMatchObject({ dead: 0, failures: [], slowestMs: expect.toSatisfy((ms) => Number(ms) < 900) });
  }
  const granted = server.exchanges();
  const first = granted.flatMap(({ reused }, index) => (reused ? [] : [index]));
  expect(first.length).toBeGreaterThanOrEqual(lifetimes);
  const perToken = first.map((from, index) => (first[index + 1] ?? granted.length) - from);
  expect(Math.max(...perToken)).toBeLessThanOrEqual(2);
});
