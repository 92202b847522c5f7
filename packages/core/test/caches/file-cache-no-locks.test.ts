import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asUser } from './as-user.ts';
import { openTemporaryDirectory, temporaryDirectory } from './temporary-directory.ts';

// Of errno.h: NFS without its lock service says the first, other servers the second, other file systems the third.
const numbers = { ENOLCK: 37, EACCES: 13, EOPNOTSUPP: 95 };

const compiler = findCompiler();
const build = temporaryDirectory();
const library = join(build.path, 'no-locks.so');
beforeAll(() => {
  if (compiler === undefined) return;
  chmodSync(build.path, 0o755);
  const source = fileURLToPath(import.meta.resolve('./no-locks.c'));
  execFileSync(compiler, ['-shared', '-fPIC', '-nostdlib', '-o', library, source]);
});
afterAll(() => build[Symbol.dispose]());

/** A compiler of this machine. In CI there is one. */
function findCompiler(): string | undefined {
  if (process.platform !== 'linux') {
    console.warn('SKIPPED: a file system without locks (needs Linux).');
    return undefined;
  }
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return 'gcc';
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    console.warn('SKIPPED: a file system without locks (needs gcc).');
    return undefined;
  }
}

describe.skipIf(compiler === undefined)('a file system without locks', () => {
  it.each(Object.entries(numbers))('that says %s is told apart from a lock that is held', (_name, errno) => {
    using directory = openTemporaryDirectory();
    const folder = join(directory.path, 'cache');
    const { told } = asUser(
      `const open = () => fileCache({ directory: ${JSON.stringify(folder)} });
       const cache = open();
       const alone = [await serve(cache), await serve(cache)];
       tell({ alone, together: await Promise.all(Array.from({ length: 5 }, () => serve(open(), 'other'))) });`,
      { LD_PRELOAD: library, NO_LOCKS: String(errno), NO_LOCKS_IN: folder },
    );
    const why = `The file system of the cache folder ${folder} keeps no locks: pass a directory on a local disk.`;
    const { alone, together } = Object(told);
    // One event, memory from then on, and nobody waits for a holder that does not exist.
    expect(alone).toMatchObject([
      { shared: false, failed: ['set'], details: [why], waits: [] },
      { shared: true, failed: [], waits: [] },
    ]);
    const served: readonly Readonly<Record<string, unknown>>[] = together;
    expect(new Set(served.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(served.flatMap(({ details }) => details)).toEqual([why]);
    expect(readdirSync(folder).filter((name) => name.startsWith('probe-'))).toEqual([]);
  });

  it('costs no wait either when there are files from when it had locks', () => {
    using directory = openTemporaryDirectory();
    const folder = join(directory.path, 'cache');
    const { told } = asUser(
      `const open = () => fileCache({ directory: ${JSON.stringify(folder)} });
       const expiresAt = Date.now() + 60_000;
       await open().set('key', 'value', expiresAt);
       process.env.NO_LOCKS_IN = ${JSON.stringify(folder)};
       let waits = 0;
       const { setTimeout } = globalThis;
       globalThis.setTimeout = (...given) => { waits += 1; return setTimeout(...given); };
       const cache = open();
       const got = await cache.get('key');
       const why = await cache.set('key', 'again', expiresAt).catch(({ reason }) => reason);
       tell({ got: got ?? 'nothing', why, again: await cache.get('key'), waits });`,
      { LD_PRELOAD: library, NO_LOCKS: String(numbers.ENOLCK), NO_LOCKS_IN: 'nowhere' },
    );
    expect(told).toEqual({ got: 'nothing', why: 'no-locks', again: 'again', waits: 0 });
  });

  it('is found out by whoever had a lock of it before', () => {
    using directory = openTemporaryDirectory();
    const folder = join(directory.path, 'cache');
    const { told } = asUser(
      `const cache = fileCache({ directory: ${JSON.stringify(folder)} });
       await (await cache.lock('key', 60_000)).release();
       process.env.NO_LOCKS_IN = ${JSON.stringify(folder)};
       const lock = await cache.lock('key', 60_000);
       tell({ locked: lock !== undefined, again: (await cache.lock('key', 60_000)) !== undefined });`,
      { LD_PRELOAD: library, NO_LOCKS: String(numbers.EACCES), NO_LOCKS_IN: 'nowhere' },
    );
    expect(told).toEqual({ locked: true, again: false });
  });
});
