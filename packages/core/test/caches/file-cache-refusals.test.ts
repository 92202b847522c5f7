import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fileCache } from '../../src/file-cache/index.ts';
import { asUser, isRoot, ordinaryUser, userFolder } from './as-user.ts';
import { mode, openTemporaryDirectory, temporaryDirectory } from './temporary-directory.ts';

if (!isRoot) console.warn('SKIPPED: what needs root (a foreign owner).');

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

  it.skipIf(!isRoot)('a folder and files of another user', () => {
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

  it.skipIf(!isRoot)('to make, as root, what locks a user out of his own home', async () => {
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
