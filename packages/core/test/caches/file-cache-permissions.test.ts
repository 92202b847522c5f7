import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fileCache } from '../../src/file-cache/index.ts';
import { asUser, ordinaryUser } from './as-user.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const root = process.geteuid?.() === 0;
if (!root) console.warn('SKIPPED: what needs root (a foreign owner, a tiny or read-only file system).');

function mode(path: string): string {
  return (lstatSync(path).mode & 0o777).toString(8);
}

/** A folder that the ordinary user owns. */
function userFolder(path: string): string {
  mkdirSync(path, 0o700);
  chownSync(path, ordinaryUser, ordinaryUser);
  return path;
}

/** The temporary folder itself is open, so that the ordinary user gets to what lies in it. */
function openTemporaryDirectory(): ReturnType<typeof temporaryDirectory> {
  const directory = temporaryDirectory();
  chmodSync(directory.path, 0o777);
  return directory;
}

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

/** What a cache says of a folder that it does not use. */
async function refusal(directory: string): Promise<unknown> {
  return fileCache({ directory })
    .set('key', 'value', Date.now() + 60_000)
    .catch((error: unknown) => Reflect.get(Object(error), 'message'));
}

describe('the file cache refuses', () => {
  it('a folder that is a symbolic link', async () => {
    using directory = temporaryDirectory();
    mkdirSync(join(directory.path, 'elsewhere'));
    symlinkSync('elsewhere', join(directory.path, 'link'));
    for (const path of ['link', 'link/']) {
      expect(await refusal(join(directory.path, path))).toMatch(
        /is a link or no folder: remove it, or pass another directory\.$/,
      );
    }
    expect(readdirSync(join(directory.path, 'elsewhere'))).toEqual([]);
  });

  it('a folder that is a file', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'file');
    writeFileSync(path, 'mine');
    expect(await refusal(path)).toContain('is a link or no folder');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it.each(['0755', '0750', '0701', '1777'])(
    'a folder of mode %s that it did not make, changes nothing in it, and says what to pass',
    async (mode) => {
      const open = Number.parseInt(mode, 8);
      using directory = temporaryDirectory();
      const folder = join(directory.path, 'shared');
      mkdirSync(folder);
      writeFileSync(join(folder, 'somebody’s'), 'theirs');
      chmodSync(folder, open);
      expect(await refusal(folder)).toBe(
        `The cache folder ${folder} is open to other users: pass a folder of its own in it, such as ${folder}/tokenkeep, or close it (chmod 700).`,
      );
      expect([lstatSync(folder).mode & 0o7777, readdirSync(folder)]).toEqual([open, ['somebody’s']]);
      expect(await refusal(join(folder, 'tokenkeep'))).toBeUndefined();
      expect(lstatSync(folder).mode & 0o7777).toBe(open);
    },
  );

  it('a folder open to others that another program has tagged as a cache', async () => {
    using directory = temporaryDirectory();
    const signature = 'Signature: 8a477f597d28d172789f06886806bc55\n';
    writeFileSync(join(directory.path, 'CACHEDIR.TAG'), signature);
    chmodSync(directory.path, 0o755);
    expect(await refusal(directory.path)).toContain('is open to other users');
    expect(mode(directory.path)).toBe('755');
  });

  it('databases and locks that are symbolic links', async () => {
    using directory = temporaryDirectory();
    const folder = join(directory.path, 'cache');
    await fileCache({ directory: folder }).set('other', 'value', Date.now() + 60_000);
    const target = join(directory.path, 'target');
    writeFileSync(target, 'untouched');
    symlinkSync(target, join(folder, 'key.sqlite'));
    expect(await refusal(folder)).toContain('is a link or no file');
    symlinkSync(join(directory.path, 'new'), join(folder, 'other.lock'));
    const cache = fileCache({ directory: folder });
    expect(await cache.lock?.('other', 1000)).toBeDefined();
    await expect(cache.set('other', 'value', Date.now() + 60_000)).rejects.toThrow('other.lock is a link or no file');
    expect(readFileSync(target, 'utf8')).toBe('untouched');
    expect(existsSync(join(directory.path, 'new'))).toBe(false);
  });

  it.skipIf(!root)('a folder and files of another user', () => {
    using directory = openTemporaryDirectory();
    const foreign = join(directory.path, 'foreign');
    mkdirSync(foreign);
    chmodSync(foreign, 0o777);
    const mine = userFolder(join(directory.path, 'mine'));
    writeFileSync(join(mine, 'key.sqlite'), '');
    const { told } = asUser(`
      const messages = [];
      for (const directory of ${JSON.stringify([foreign, mine])}) {
        await fileCache({ directory }).set('key', 'value', Date.now() + 60_000).catch((error) => messages.push(error.message));
      }
      tell(messages);
    `);
    expect(told).toEqual([
      `${foreign} belongs to another user (0): pass a folder of its own in it, such as ${foreign}/tokenkeep, or another directory, or run as its owner.`,
      `${mine}/key.sqlite belongs to another user (0): remove it, or pass another directory, or run as its owner.`,
    ]);
    expect([mode(foreign), readdirSync(foreign)]).toEqual(['777', []]);
  });

  it.skipIf(!root)('to make, as root, what locks a user out of his own home', async () => {
    using directory = openTemporaryDirectory();
    const home = userFolder(join(directory.path, 'home'));
    vi.stubEnv('HOME', home);
    vi.stubEnv('XDG_CACHE_HOME', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const cache = fileCache();
    await expect(cache.set('key', 'value', Date.now() + 60_000)).rejects.toThrow(
      `No cache folder is made in ${home}, since it belongs to another user (${ordinaryUser}), who would be locked out: run as its owner, set HOME or XDG_CACHE_HOME, or pass another directory.`,
    );
    expect(await cache.get('key')).toBe('value');
    expect(readdirSync(home)).toEqual([]);
    // The user is not stopped afterwards.
    expect(asUser(`tell((await serve(fileCache())).failed);`, { HOME: home }).told).toEqual([]);
    expect(readdirSync(join(home, '.cache', 'tokenkeep')).length).toBeGreaterThan(1);
    mkdirSync(join(home, 'made-by-root'));
    chownSync(join(home, 'made-by-root'), ordinaryUser, ordinaryUser);
    expect(await refusal(join(home, 'made-by-root', 'a', 'b'))).toContain('would be locked out');
    expect(readdirSync(join(home, 'made-by-root'))).toEqual([]);
  });

  it('keys that are no keys, so that none leads out of the folder', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    for (const key of ['../key', 'a/b', '', 'A', 'x'.repeat(65)]) {
      await expect(cache.get(key)).rejects.toThrow('cache key must be');
      await expect(cache.lock?.(key, 1000)).rejects.toThrow('cache key must be');
    }
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it.each(['', ' '])('the directory %j', (directory) => {
    expect(() => fileCache({ directory })).toThrow('directory must be');
  });

  it.each([5, null, {}])('the clock %j', (clock) => {
    const options: object = { clock };
    expect(() => fileCache(options)).toThrow('clock must be');
  });

  it('an option that it does not know', () => {
    const options = { directory: 'x', dir: 'y' };
    expect(() => fileCache(options)).toThrow('"dir"');
  });
});

describe.skipIf(!root)('a volume of Kubernetes, of root with an fsGroup', () => {
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
