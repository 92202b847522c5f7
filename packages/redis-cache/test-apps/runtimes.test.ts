import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveRedis, redisServer } from '../test/redis-server.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tokenkeep-'));
/** The oldest that the package promises, exactly, and the newest of each line. */
const versions = ['22.13.0', '22', '24', '26'];

/** The versions come from npm, binary included. */
function installNodes(): void {
  const dependencies = Object.fromEntries(versions.map((version) => [`node-${version}`, `npm:node@${version}`]));
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ private: true, dependencies }));
  for (let tries = 3; ; tries -= 1) {
    try {
      execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: scratch, stdio: 'pipe' });
      return;
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
}

// At the same time: each waits for most of its five seconds, for locks and entries to come to their end.
describe.skipIf(!haveRedis)('the Redis cache', { concurrent: true }, () => {
  beforeAll(() => installNodes());
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it.each(versions)('keeps the contract in Node %s, with both clients', async (version) => {
    await using server = await createMockServer();
    await using redis = await redisServer();
    const order = JSON.stringify({ credentials: { ...server.apps[0], baseUrl: server.url }, url: redis.url });
    const script = fileURLToPath(import.meta.resolve('./redis-cache-probe.mjs'));
    const child = spawn(join(scratch, `node_modules/node-${version}/bin/node`), [script, order], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ clauses: 32, broken: [], tokens: { length: 1 } });
    expect(server.counters().exchanges).toBe(1);
  });
});
