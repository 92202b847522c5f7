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
import { describe, expect, it } from 'vitest';
import { fileCache } from '../../src/file-cache/index.ts';
import { asUser, ordinaryUser } from './as-user.ts';
import { serve } from './serve.ts';
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
      'key.lock 600',
      'key.sqlite 600',
    ]);
  });

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

  it('are closed when somebody has opened them, and so is the folder', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    await cache.set('key', 'value', Date.now() + 60_000);
    chmodSync(directory.path, 0o777);
    chmodSync(join(directory.path, 'key.sqlite'), 0o666);
    expect(await cache.get('key')).toBe('value');
    expect([mode(directory.path), mode(join(directory.path, 'key.sqlite'))]).toEqual(['700', '600']);
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

  it('are not made at all without a home: memory only, one event, no temp folder', () => {
    using directory = openTemporaryDirectory();
    const code = `
      const cache = fileCache();
      const reasons = [];
      await cache.get('key').catch((error) => reasons.push(error.reason, error.message));
      await cache.set('key', 'value', Date.now() + 60_000);
      const first = await serve(cache);
      const second = await serve(cache);
      tell({ reasons, value: await cache.get('key'), failed: [...first.failed, ...second.failed], shared: second.shared });
    `;
    for (const HOME of [join(directory.path, 'missing'), '']) {
      const { told } = asUser(code, { HOME, TMPDIR: directory.path });
      expect(told).toEqual({
        reasons: ['no-home', expect.stringContaining('set HOME or XDG_CACHE_HOME, or pass directory')],
        value: 'value',
        failed: [],
        shared: true,
      });
    }
    expect(readdirSync(directory.path)).toEqual([]);
  });
});

describe('the file cache refuses', () => {
  it('a folder that is a symbolic link', async () => {
    using directory = temporaryDirectory();
    mkdirSync(join(directory.path, 'elsewhere'));
    symlinkSync('elsewhere', join(directory.path, 'link'));
    for (const path of ['link', 'link/']) {
      const cache = fileCache({ directory: join(directory.path, path) });
      await expect(cache.get('key')).rejects.toThrow('is a link or no folder');
      const { failed, details } = await serve(cache);
      expect(failed).toEqual(['get']);
      expect(details).toEqual([expect.stringContaining('remove it, or choose another directory')]);
    }
    expect(readdirSync(join(directory.path, 'elsewhere'))).toEqual([]);
  });

  it('a folder that is a file', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'file');
    writeFileSync(path, 'mine');
    expect((await serve(fileCache({ directory: path }))).failed).toEqual(['get']);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('databases and locks that are symbolic links', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: join(directory.path, 'cache') });
    await cache.set('other', 'value', Date.now() + 60_000);
    const target = join(directory.path, 'target');
    writeFileSync(target, 'untouched');
    symlinkSync(target, join(directory.path, 'cache', 'key.sqlite'));
    symlinkSync(join(directory.path, 'new'), join(directory.path, 'cache', 'key.lock'));
    await expect(cache.get('key')).rejects.toThrow('is a link or no file');
    await expect(cache.set('key', 'value', Date.now() + 60_000)).rejects.toThrow('is a link or no file');
    await expect(cache.lock?.('key', 1000)).rejects.toThrow('is a link or no file');
    expect(readFileSync(target, 'utf8')).toBe('untouched');
    expect(existsSync(join(directory.path, 'new'))).toBe(false);
  });

  it.skipIf(!root)('a folder and files of another user', () => {
    using directory = openTemporaryDirectory();
    const foreign = join(directory.path, 'foreign');
    mkdirSync(foreign, { mode: 0o777 });
    chmodSync(foreign, 0o777);
    const mine = userFolder(join(directory.path, 'mine'));
    writeFileSync(join(mine, 'key.sqlite'), '');
    const { told } = asUser(`
      const messages = [];
      const refused = (error) => messages.push(error.message);
      await fileCache({ directory: ${JSON.stringify(foreign)} }).get('key').catch(refused);
      await fileCache({ directory: ${JSON.stringify(mine)} }).get('key').catch(refused);
      tell([...messages, (await serve(fileCache({ directory: ${JSON.stringify(foreign)} }))).failed]);
    `);
    expect(told).toEqual([
      expect.stringContaining('belongs to another user'),
      expect.stringContaining('belongs to another user'),
      ['get'],
    ]);
    expect(readdirSync(foreign)).toEqual([]);
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

describe('a token is served, and an event tells', () => {
  it('when the folder cannot be written to', () => {
    using directory = openTemporaryDirectory();
    const folder = userFolder(join(directory.path, 'cache'));
    const code = `tell(await serve(fileCache({ directory: ${JSON.stringify(folder)} })));`;
    chmodSync(folder, 0o500);
    expect(asUser(code).told).toMatchObject({ shared: false, failed: ['lock'] });
    // What is there already can still be read.
    chmodSync(folder, 0o700);
    asUser(code);
    chmodSync(folder, 0o500);
    expect(asUser(code).told).toMatchObject({ shared: true, failed: [] });
  });

  it('when the folder cannot be entered', () => {
    using directory = openTemporaryDirectory();
    const folder = userFolder(join(directory.path, 'cache'));
    chmodSync(folder, 0o000);
    const { told } = asUser(`tell(await serve(fileCache({ directory: ${JSON.stringify(folder)} })));`);
    expect(told).toMatchObject({ shared: false, failed: ['get'] });
  });

  it.skipIf(!root)('when the file system is full', () => {
    using directory = temporaryDirectory();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=0777', 'tmpfs', directory.path]);
    try {
      const folder = userFolder(join(directory.path, 'cache'));
      const code = `tell(await serve(fileCache({ directory: ${JSON.stringify(folder)} })));`;
      writeFileSync(join(directory.path, 'ballast'), Buffer.alloc(12_288));
      const { told } = asUser(code);
      expect(told).toMatchObject({ shared: false, failed: ['set'] });
      writeFileSync(join(directory.path, 'ballast'), '');
      expect(asUser(code).told).toMatchObject({ shared: false, failed: [] });
      expect(asUser(code).told).toMatchObject({ shared: true, failed: [] });
    } finally {
      execFileSync('umount', [directory.path]);
    }
  });

  it.skipIf(!root)('when the file system is read-only', () => {
    using directory = temporaryDirectory();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0777', 'tmpfs', directory.path]);
    try {
      const folder = userFolder(join(directory.path, 'cache'));
      execFileSync('mount', ['-o', 'remount,ro', directory.path]);
      const { told } = asUser(`tell(await serve(fileCache({ directory: ${JSON.stringify(folder)} })));`);
      expect(told).toMatchObject({ shared: false, failed: ['lock'] });
    } finally {
      execFileSync('umount', [directory.path]);
    }
  });
});
