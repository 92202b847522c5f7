import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
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
