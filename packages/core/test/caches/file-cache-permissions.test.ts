import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileCache } from '../../src/file-cache/index.ts';
import { asUser, isRoot, ordinaryUser, userFolder } from './as-user.ts';
import { mode, openTemporaryDirectory, temporaryDirectory } from './temporary-directory.ts';

if (!isRoot) console.warn('SKIPPED: what needs root (a volume of Kubernetes).');

describe('the files of the file cache', () => {
  it('are their user’s alone under umask 000', () => {
    using directory = openTemporaryDirectory();
    const folder = join(directory.path, 'a', 'b', 'cache');
    asUser(
      `process.umask(0);
       const cache = fileCache({ directory: ${JSON.stringify(folder)} });
       await cache.lock('key', 60_000);
       await cache.set('key', 'value', Date.now() + 60_000);
       tell(true);`,
    );
    expect(mode(join(directory.path, 'a'))).toBe('700');
    expect(mode(folder)).toBe('700');
    expect(readdirSync(folder).map((name) => `${name} ${mode(join(folder, name))}`)).toEqual([
      'CACHEDIR.TAG 600',
      'key.lock 600',
      'key.sqlite 600',
    ]);
  });

  it.each(['newest', 'oldest'])(
    'are for their user alone when they vanish just before the %s SQLite of Node opens them',
    (engine) => {
      using directory = openTemporaryDirectory();
      const folder = join(directory.path, 'cache');
      // Whatever has been looked at once is gone a moment later.
      const { told } = asUser(
        `process.umask(0);
       const { chmodSync, lstatSync, readdirSync, rmSync } = process.getBuiltinModule('node:fs');
       const fs = process.getBuiltinModule('node:fs');
       const sqlite = process.getBuiltinModule('node:sqlite');
       const { DatabaseSync } = sqlite;
       if (${engine === 'oldest'}) {
         // Node 22.13 and 22.14 take no URL, hence no mode=rw.
         sqlite.DatabaseSync = class extends DatabaseSync {
           constructor(path) {
             if (typeof path !== 'string') throw new TypeError('The "path" argument must be a string.');
             super(path);
           }
         };
       }
       const cache = fileCache({ directory: ${JSON.stringify(folder)} });
       const ends = Date.now() + 60_000;
       const seen = [];
       const gone = new Set();
       const watch = () => {
         for (const name of readdirSync(${JSON.stringify(folder)})) {
           seen.push((lstatSync(${JSON.stringify(folder)} + '/' + name).mode & 0o777).toString(8));
         }
       };
       const vanishing = (real) => (path, ...rest) => {
         const answer = real(path, ...rest);
         if (answer !== undefined && /key\\.(sqlite|lock)$/.test(path) && !gone.has(path)) {
           gone.add(path);
           rmSync(path);
         }
         return answer;
       };
       await cache.set('key', 'value', ends);
       await (await cache.lock('key', 60_000)).release();
       fs.lstatSync = vanishing(lstatSync);
       const missed = (await cache.get('key')) === undefined;
       watch();
       await cache.set('key', 'value', ends);
       gone.clear();
       await cache.set('key', 'again', ends);
       watch();
       const lock = await cache.lock('key', 60_000);
       watch();
       fs.lstatSync = lstatSync;
       tell({ missed, value: await cache.get('key'), locked: lock !== undefined, seen: [...new Set(seen)] });`,
      );
      expect(told).toEqual({ missed: true, value: 'again', locked: true, seen: ['600'] });
    },
  );

  it.each(['777', '377'])('are usable under umask %s, and so are the folders made for them', (umask) => {
    using directory = openTemporaryDirectory();
    const home = userFolder(join(directory.path, 'home'));
    const { told } = asUser(
      `process.umask(0o${umask});
       const cache = fileCache();
       await cache.set('key', 'value', Date.now() + 60_000);
       tell(await cache.get('key'));`,
      { HOME: home },
    );
    expect(told).toBe('value');
    expect([mode(join(home, '.cache')), mode(join(home, '.cache', 'tokenkeep'))]).toEqual(['700', '700']);
  });

  it('are closed when somebody has opened them, and so is a folder that the cache has made', async () => {
    using directory = temporaryDirectory();
    const folder = join(directory.path, 'cache');
    const cache = fileCache({ directory: folder });
    await cache.set('key', 'value', Date.now() + 60_000);
    chmodSync(folder, 0o777);
    chmodSync(join(folder, 'key.sqlite'), 0o666);
    expect(await cache.get('key')).toBe('value');
    expect([mode(folder), mode(join(folder, 'key.sqlite'))]).toEqual(['700', '600']);
  });

  it('lie in a folder that tells backups to leave it out, if the cache has made it', async () => {
    using directory = temporaryDirectory();
    const folder = join(directory.path, 'cache');
    await fileCache({ directory: folder }).set('key', 'value', Date.now() + 60_000);
    await fileCache({ directory: directory.path }).set('key', 'value', Date.now() + 60_000);
    expect(readFileSync(join(folder, 'CACHEDIR.TAG'), 'utf8')).toMatch(
      /^Signature: 8a477f597d28d172789f06886806bc55\n/,
    );
    expect(existsSync(join(directory.path, 'CACHEDIR.TAG'))).toBe(false);
  });

  it('lie in the folder that was named, whatever characters its name has', async () => {
    using directory = temporaryDirectory();
    const folder = join(directory.path, "a?mode=memory&b#c%41 d'ä\\e");
    const cache = fileCache({ directory: folder });
    await cache.set('key', 'value', Date.now() + 60_000);
    const lock = await cache.lock?.('key', 60_000);
    expect(await fileCache({ directory: folder }).get('key')).toBe('value');
    expect(await fileCache({ directory: folder }).lock?.('key', 60_000)).toBeUndefined();
    await lock?.release();
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['key.lock', 'key.sqlite']));
    expect(lstatSync(join(folder, 'key.sqlite')).size).toBeGreaterThan(4096);
  });

  it('lie in the XDG cache folder, else in ~/.cache, by default', () => {
    using directory = openTemporaryDirectory();
    const home = userFolder(join(directory.path, 'home'));
    const xdg = join(directory.path, 'xdg');
    const code = `tell((await serve(fileCache())).failed);`;
    expect(asUser(code, { HOME: home }).told).toEqual([]);
    expect(existsSync(join(home, '.cache', 'tokenkeep'))).toBe(true);
    expect(asUser(code, { HOME: home, XDG_CACHE_HOME: 'relative' }).told).toEqual([]);
    expect(existsSync('/relative')).toBe(false);
    expect(asUser(code, { HOME: home, XDG_CACHE_HOME: xdg }).told).toEqual([]);
    expect(existsSync(join(xdg, 'tokenkeep'))).toBe(true);
  });
});

describe.skipIf(!isRoot)('a volume of Kubernetes, of root with an fsGroup', () => {
  // The second is a number such as OpenShift makes up.
  it.each([ordinaryUser, 1_000_730_000])(
    'is used by a folder in it that user %i has, also after a mount has opened that to the group',
    (user) => {
      using directory = openTemporaryDirectory();
      const volume = join(directory.path, 'volume');
      mkdirSync(volume);
      chownSync(volume, 0, user);
      chmodSync(volume, 0o2770);
      const folder = join(volume, 'tokenkeep');
      const code = `tell(await serve(fileCache({ directory: ${JSON.stringify(folder)} })));`;
      const first = asUser(code, {}, user).told;
      expect(first).toMatchObject({ shared: false, failed: [] });
      for (const round of [1, 2]) {
        // As the kubelet does at every mount, unless fsGroupChangePolicy is OnRootMismatch.
        execFileSync('chmod', ['-R', 'g+rwX', volume]);
        execFileSync('chmod', ['g+s', folder]);
        expect(asUser(code, {}, user).told, `mount ${round}`).toEqual({ ...Object(first), shared: true });
        expect([mode(folder), mode(join(folder, 'CACHEDIR.TAG'))]).toEqual(['700', '660']);
      }
      expect(lstatSync(volume).mode & 0o7777).toBe(0o2770);
    },
  );
});
