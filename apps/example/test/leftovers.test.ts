import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runMain, type RunOptions } from './run-main.ts';

const hasRedis = (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, 'redis-server')));
const withoutRedis = !hasRedis && process.env['CI'] === undefined;
if (withoutRedis) console.warn('SKIPPED: --cache redis is not tested, since there is no redis-server.');

let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tk-'));
});

afterEach(async () => {
  await rm(scratch, { recursive: true, force: true });
});

describe('a shared cache', () => {
  it('in files costs one exchange for all adapters, and leaves no folder behind', async () => {
    const { code, output } = await run(['--once', '--cache', 'file']);
    expectOneExchange(output);
    expect(code).toBe(0);
    expect(await leftovers()).toEqual({ files: [], processes: [] });
  });

  it.skipIf(withoutRedis)('in Redis does so too, and leaves no server behind', async () => {
    const { code, output } = await run(['--once', '--cache', 'redis']);
    expectOneExchange(output);
    expect(code).toBe(0);
    expect(await leftovers()).toEqual({ files: [], processes: [] });
  });

  it('in Redis says in one line that there is none to be started', async () => {
    const { code, output } = await run(['--cache', 'redis'], { env: { PATH: scratch } });
    expect(output).toBe('redis-server did not start: install it, or use --cache file instead.\n');
    expect(code).toBe(1);
    expect(await leftovers()).toEqual({ files: [], processes: [] });
  });

  it('of another kind is rejected in one line', async () => {
    const { code, output } = await run(['--cache', 'paper']);
    expect(output).toBe('--cache cannot be "paper": use memory, file or redis.\n');
    expect(code).toBe(1);
  });
});

describe('an end before its time', () => {
  const cache = withoutRedis ? 'file' : 'redis';

  it.each([
    { signal: 'SIGINT', group: true, when: 'starting token server' },
    { signal: 'SIGINT', group: true, when: 'starting fastify-plugin' },
    { signal: 'SIGTERM', group: false, when: 'starting next' },
    { signal: 'SIGHUP', group: true, when: 'Ctrl-C ends all of it' },
  ] as const)('by $signal (group: $group) after “$when” leaves nothing behind', async (end) => {
    const { output } = await run(['--cache', cache], end);
    expect(output).toContain(end.when);
    await expectCleanEnd(output);
  });

  it('by Ctrl-C is a success when it was up, on other ports than those that were taken', async () => {
    const taken = [createServer().listen(4010, '127.0.0.1'), createServer().listen(4013, '127.0.0.1')];
    taken.forEach((server) => server.on('error', () => undefined));
    const end = { signal: 'SIGINT', group: true, when: 'Ctrl-C ends all of it' } as const;
    const { code, output } = await run(['--cache', cache], end).finally(() =>
      taken.forEach((server) => server.close()),
    );
    const urls = new Set(output.match(/http:\/\/127\.0\.0\.1:\d+/g));
    expect(urls.size).toBe(7);
    expect(output).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+ in a browser\./m);
    expect(urls).not.toContain('http://127.0.0.1:4010');
    expect(code).toBe(0);
    expect(output).toContain(end.when);
    await expectCleanEnd(output);
  });
});

async function expectCleanEnd(output: string): Promise<void> {
  expect(output).not.toMatch(/Error|did not start|\n\s+at /);
  expect(await leftovers()).toEqual({ files: [], processes: [] });
  for (const url of output.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? []) {
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  }
}

function expectOneExchange(output: string): void {
  expect(output).toContain('All adapters together made one exchange.');
  const rows = [...output.matchAll(/'(\S+)' +│ 100 +│ 0 +│ \d +│ (\d) +│ '(\S+)' +│ \d+ +│ 'ok'/g)];
  expect(rows.map(([, adapter, exchanges]) => [adapter, exchanges])).toEqual([
    ['core', '1'],
    ['nest-module', '0'],
    ['fastify-plugin', '0'],
    ['next', '0'],
  ]);
  expect(new Set(rows.map(([, , , token]) => token)).size).toBe(1);
}

const mark = randomUUID();

function run(args: readonly string[], { env = {}, ...options }: RunOptions = {}): ReturnType<typeof runMain> {
  return runMain(args, { env: { TMPDIR: scratch, EXAMPLE_TEST: mark, ...env }, ...options });
}

/** What a run has left: files in its temporary folder, and, where there is a /proc, processes. */
async function leftovers(): Promise<{ readonly files: string[]; readonly processes: string[] }> {
  const processes: string[] = [];
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    const environment = await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '');
    if (environment.includes(`EXAMPLE_TEST=${mark}`))
      processes.push(await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => entry));
  }
  // Node's own cache of compiled code is nobody's leftover.
  const files = (await readdir(scratch)).filter((name) => name !== 'node-compile-cache');
  return { files, processes };
}
