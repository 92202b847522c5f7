import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileCache } from '../../src/file-cache/index.ts';
import { serve } from './serve.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const minuteMs = 60_000;

/** The path of the one database in a folder. */
function databaseIn(directory: string): string {
  return join(directory, readdirSync(directory).find((name) => name.endsWith('.sqlite')) ?? 'none');
}

describe('a database of the file cache', () => {
  it('is a miss when cut short at any byte, and gets replaced', { timeout: 60_000 }, async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    await cache.set('key', 'v'.repeat(600), Date.now() + minuteMs);
    const path = databaseIn(directory.path);
    const whole = readFileSync(path);
    // Every byte of the header, then every 61st. In the last eight lie the low bits of the expiry, which are no loss.
    for (let length = 0; length < whole.length - 8; length += length < 101 ? 1 : 61) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await cache.get('key'), `cut at ${length}`).toBeUndefined();
      await cache.set('key', 'new', Date.now() + minuteMs);
      expect(await cache.get('key'), `cut at ${length}`).toBe('new');
    }
  });

  it('never costs a token when any part of it is overwritten', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    const first = await serve(cache);
    const path = databaseIn(directory.path);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 64) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xa5, at, at + 64);
      writeFileSync(path, damaged);
      const served = await serve(cache);
      // Either the damage is beside the token, or there is a new one.
      expect(served.shared, `damaged at ${at}`).toBe(served.accessToken === first.accessToken);
      expect(served.failed, `damaged at ${at}`).toEqual([]);
      expect(await serve(cache), `after damage at ${at}`).toMatchObject({ accessToken: served.accessToken });
    }
  }, 60_000);

  it.each([1, 2])('is mended by one set when any byte is changed by %i', { timeout: 60_000 }, async (mask) => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    await cache.set('key', 'v'.repeat(600), Date.now() + minuteMs);
    const path = databaseIn(directory.path);
    const whole = readFileSync(path);
    const lost: number[] = [];
    // Every third byte, and every one of the second page's header.
    for (let at = 0; at < whole.length; at += at >= 4096 && at < 4108 ? 1 : 3) {
      // The version: a newer one is left alone.
      if (at >= 60 && at < 64) continue;
      const damaged = Buffer.from(whole);
      damaged[at] = (whole[at] ?? 0) ^ mask;
      writeFileSync(path, damaged);
      await cache.set('key', 'new', Date.now() + minuteMs).catch(() => undefined);
      if ((await cache.get('key')) !== 'new') lost.push(at);
    }
    expect(lost).toEqual([]);
  });

  it.each([
    ['garbage', (path: string) => writeFileSync(path, 'not a database, by far'.repeat(500))],
    ['empty', (path: string) => writeFileSync(path, '')],
    [
      'somebody else’s',
      (path: string) => {
        writeFileSync(path, '');
        const database = new DatabaseSync(path);
        database.exec('CREATE TABLE token (id, value, expires_at); INSERT INTO token VALUES (1, 2, 9e99)');
        database.close();
      },
    ],
    [
      'ours without its table',
      (path: string) => {
        const database = new DatabaseSync(path);
        database.exec('DROP TABLE token');
        database.close();
      },
    ],
    [
      'ours but for one letter',
      (path: string) => {
        const whole = readFileSync(path);
        whole.write('(id = 0)', whole.indexOf('(id = 1)'));
        writeFileSync(path, whole);
      },
    ],
  ])('is a miss when it is %s, and gets replaced', async (_what, spoil) => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    await cache.set('key', 'value', Date.now() + minuteMs);
    spoil(databaseIn(directory.path));
    expect(await cache.get('key')).toBeUndefined();
    await cache.set('key', 'new', Date.now() + minuteMs);
    expect(await cache.get('key')).toBe('new');
    expect(statSync(databaseIn(directory.path)).mode & 0o777).toBe(0o600);
  });

  it('can be removed with its folder at any time: that costs what was in it', async () => {
    using directory = temporaryDirectory();
    const folder = join(directory.path, 'cache');
    const cache = fileCache({ directory: folder });
    const first = await serve(cache);
    const lock = await cache.lock?.('key', minuteMs);
    rmSync(folder, { recursive: true });
    expect(await cache.get('key')).toBeUndefined();
    await lock?.release();
    const second = await serve(cache);
    expect(second).toMatchObject({ shared: false, failed: [] });
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(await serve(fileCache({ directory: folder }))).toMatchObject({ shared: true, failed: [] });
  });

  it('is a miss when it holds what is longer than a sealed token', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    await cache.set('key', 'v'.repeat(24_577), Date.now() + minuteMs);
    expect(await cache.get('key')).toBeUndefined();
    await cache.set('key', 'v'.repeat(24_576), Date.now() + minuteMs);
    expect(await cache.get('key')).toHaveLength(24_576);
  });

  it('of a newer format is left alone: memory only, one event', async () => {
    using directory = temporaryDirectory();
    const first = await serve(fileCache({ directory: directory.path }));
    const path = databaseIn(directory.path);
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 2; ALTER TABLE token ADD COLUMN later TEXT');
    database.close();
    const before = readFileSync(path);
    const cache = fileCache({ directory: directory.path });
    const [second, third] = [await serve(cache), await serve(cache)];
    expect(second).toMatchObject({
      shared: false,
      failed: ['set'],
      details: [expect.stringContaining('newer than this package’s (1): upgrade it, or pass another directory.')],
    });
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(third).toEqual({ ...second, shared: true, failed: [], details: [] });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('a lock of the file cache', () => {
  it('is kept when its time is longer than a timer can hold', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    const lock = await cache.lock?.('key', 2 ** 31);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await cache.lock?.('key', minuteMs)).toBeUndefined();
    await lock?.release();
  });

  it('is free at once when it is released, also by the oldest SQLite of Node', async () => {
    using directory = temporaryDirectory();
    const sqlite = process.getBuiltinModule('node:sqlite');
    /** As in Node 22.13 and 22.14: opened by a path alone, and with nothing to ask. */
    const OldDatabase = function open(path: unknown): unknown {
      if (typeof path !== 'string') throw new TypeError('The "path" argument must be a string.');
      const database = new DatabaseSync(path);
      return { exec: (sql: string) => database.exec(sql), close: () => database.close() };
    };
    Object.assign(sqlite, { DatabaseSync: OldDatabase });
    onTestFinished(() => void Object.assign(sqlite, { DatabaseSync }));
    const cache = fileCache({ directory: directory.path });
    for (let round = 0; round < 3; round += 1) {
      const lock = await cache.lock?.('key', minuteMs);
      expect(lock).toBeDefined();
      expect(await cache.lock?.('key', minuteMs)).toBeUndefined();
      await lock?.release();
      await lock?.release();
    }
  });

  it('is taken over garbage', async () => {
    using directory = temporaryDirectory();
    writeFileSync(join(directory.path, 'key.lock'), 'not a database, by far'.repeat(50));
    const cache = fileCache({ directory: directory.path });
    expect(await cache.lock?.('key', minuteMs)).toBeDefined();
    expect(await cache.lock?.('key', minuteMs)).toBeUndefined();
  });
});

describe('a process that is killed while it writes', () => {
  it('leaves the old value or the new one, and no lock', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    const script = `
      import { fileCache } from ${JSON.stringify(import.meta.resolve('../../src/file-cache/index.ts'))};
      const cache = fileCache({ directory: ${JSON.stringify(directory.path)} });
      await cache.lock('key', 600000);
      console.log('writing');
      for (let round = 0; ; round += 1) await cache.set('key', String(round % 10).repeat(9000), Date.now() + 600000);
    `;
    let journals = 0;
    for (let round = 0; round < 8 || (journals === 0 && round < 80); round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
      await once(child.stdout, 'data');
      expect(await cache.lock?.('key', minuteMs)).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 20 + (round % 8) * 7));
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      if (readdirSync(directory.path).some((name) => name.endsWith('-journal'))) journals += 1;
      expect(await cache.get('key')).toMatch(/^(\d)\1{8999}$/);
      const lock = await cache.lock?.('key', minuteMs);
      expect(lock).toBeDefined();
      await lock?.release();
    }
    expect(journals, 'no kill fell into a write: the test proves nothing').toBeGreaterThan(0);
  }, 60_000);
});
