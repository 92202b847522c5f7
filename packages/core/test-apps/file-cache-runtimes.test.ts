import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import { fileCache } from '../src/file-cache/index.ts';
import { tokenCacheClauses } from '../src/testing/token-cache-clauses.ts';
import { temporaryDirectory } from '../test/caches/temporary-directory.ts';
import { installRuntimes } from './install-runtimes.ts';

it('the oldest Node, Node 22, 24 and 26, Bun and Deno keep the contract, and share one token and one lock by files', async () => {
  using scratch = temporaryDirectory();
  using directory = temporaryDirectory();
  await using server = await createMockServer();
  const order = JSON.stringify({
    core: import.meta.resolve('../dist'),
    credentials: { ...server.apps[0], baseUrl: server.url },
    directory: directory.path,
  });
  const script = fileURLToPath(import.meta.resolve('./file-cache-probe.mjs'));
  const lock = await fileCache({ directory: `${directory.path}/shared` }).lock?.('held-by-the-test', 600_000);
  const tokens = new Set<unknown>();
  for (const { name, command, flags } of installRuntimes(scratch.path)) {
    const { stdout, stderr, status } = await runToEnd(command, [...flags, script, order]);
    expect({ name, stderr, status }).toEqual({ name, stderr: '', status: 0 });
    const seen: unknown = JSON.parse(stdout);
    const clauses = tokenCacheClauses.length;
    const kept = { clauses, broken: [], failures: [], locked: false, modes: ['600'] };
    expect({ name, seen }).toMatchObject({ name, seen: kept });
    tokens.add(Reflect.get(Object(seen), 'accessToken'));
  }
  await lock?.release();
  expect(tokens.size).toBe(1);
  expect(server.counters().exchanges).toBe(1);
});

async function runToEnd(
  command: string,
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly stderr: string; readonly status: unknown }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, status };
}
