import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock, type FullClock } from '../../src/concurrency/clock.ts';
import { fileCache } from '../../src/file-cache/index.ts';
import { sweep } from '../../src/file-cache/sweep.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Makes a file look this old. */
function age(path: string, days: number): void {
  const at = new Date(Date.now() - days * dayMs);
  utimesSync(path, at, at);
}

function oldFile(folder: string, name: string, days = 31): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  age(path, days);
  return path;
}

/** The system's clock, whose timers fire at once; `paused` is called before each. */
function hurried(paused: () => void): FullClock {
  return {
    ...systemClock,
    setTimer(callback) {
      paused();
      queueMicrotask(callback);
      return { cancel: () => undefined, hold: () => undefined };
    },
  };
}

async function gone(path: string): Promise<void> {
  while (existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the sweep of the file cache', () => {
  it('runs behind the caller who stores a token under a new key', async () => {
    using directory = temporaryDirectory();
    const old = Array.from({ length: 20 }, (_, index) => oldFile(directory.path, `tk2-${index}.sqlite`));
    const cache = fileCache({ directory: directory.path });
    await cache.set('key', 'value', Date.now() + dayMs);
    expect(old.filter((path) => existsSync(path))).toEqual(old);
    for (const path of old) await gone(path);
    expect(await cache.get('key')).toBe('value');
  });

  it('removes what nobody has written to for 30 days, of any format, and nothing else', async () => {
    using directory = temporaryDirectory();
    for (const name of ['tk1-a.sqlite', 'tk2-b.sqlite', 'tk2-b.sqlite-journal', 'tk2-b-1.lock', 'probe-c.lock']) {
      oldFile(directory.path, name);
    }
    for (const name of ['tk2-d.sqlite', 'tk2-d.lock']) oldFile(directory.path, name, 29);
    for (const name of ['mine.sqlite', 'tk2.txt', 'CACHEDIR.TAG']) oldFile(directory.path, name, 400);
    await sweep(directory.path);
    expect(readdirSync(directory.path).sort()).toEqual([
      'CACHEDIR.TAG',
      'last-sweep',
      'mine.sqlite',
      'tk2-d.lock',
      'tk2-d.sqlite',
      'tk2.txt',
    ]);
  });

  it('keeps a lock that somebody holds, however old its file is', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    const lock = await cache.lock?.('tk2-a', dayMs);
    age(join(directory.path, 'tk2-a.lock'), 31);
    await sweep(directory.path);
    expect(await cache.lock?.('tk2-a', dayMs)).toBeUndefined();
    await lock?.release();
    age(join(directory.path, 'last-sweep'), 2);
    await sweep(directory.path);
    expect(readdirSync(directory.path)).toEqual(['last-sweep']);
  });

  it('happens once a day, whichever process does it', async () => {
    using directory = temporaryDirectory();
    await sweep(directory.path);
    const old = oldFile(directory.path, 'tk2-a.sqlite');
    await sweep(directory.path);
    expect(existsSync(old)).toBe(true);
    age(join(directory.path, 'last-sweep'), 0.9);
    await sweep(directory.path);
    expect(existsSync(old)).toBe(true);
    age(join(directory.path, 'last-sweep'), 1.1);
    await sweep(directory.path);
    expect(existsSync(old)).toBe(false);
  });

  it('stops the process for a few files at a time', async () => {
    using directory = temporaryDirectory();
    for (let index = 0; index < 100; index += 1) oldFile(directory.path, `tk2-${index}.lock`);
    const left: number[] = [];
    await sweep(
      directory.path,
      hurried(() => left.push(readdirSync(directory.path).length)),
    );
    left.push(readdirSync(directory.path).length);
    const removed = left.slice(1).map((count, index) => (left[index] ?? 0) - count);
    expect(Math.max(...removed)).toBeLessThanOrEqual(8);
    expect(readdirSync(directory.path)).toEqual(['last-sweep']);
  });

  it('looks at 10,000 files at most', { timeout: 60_000 }, async () => {
    using directory = temporaryDirectory();
    for (let index = 0; index < 10_020; index += 1) oldFile(directory.path, `tk2-${index}.sqlite`);
    await sweep(
      directory.path,
      hurried(() => undefined),
    );
    expect(readdirSync(directory.path).filter((name) => name.startsWith('tk2-'))).toHaveLength(20);
  });

  it('leaves what cannot be removed', async () => {
    using directory = temporaryDirectory();
    symlinkSync('tk2-loop.sqlite', join(directory.path, 'tk2-loop.sqlite'));
    mkdirSync(join(directory.path, 'tk2-folder.sqlite'));
    mkdirSync(join(directory.path, 'tk2-stuck.sqlite-journal'));
    oldFile(directory.path, 'tk2-stuck.sqlite');
    age(join(directory.path, 'tk2-folder.sqlite'), 31);
    await sweep(directory.path);
    expect(readdirSync(directory.path).sort()).toEqual([
      'last-sweep',
      'tk2-folder.sqlite',
      'tk2-loop.sqlite',
      'tk2-stuck.sqlite',
      'tk2-stuck.sqlite-journal',
    ]);
  });
});
