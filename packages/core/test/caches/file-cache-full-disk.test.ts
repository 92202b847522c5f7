import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asUser, isRoot, mount, ordinaryUser, userFolder } from './as-user.ts';
import { temporaryDirectory } from './temporary-directory.ts';

if (!isRoot) console.warn('SKIPPED: what needs root (a tiny file system).');

describe.skipIf(!isRoot)('a full disk', () => {
  it('is told in SQLite’s words; the process shares by memory, and by files when there is room', () => {
    using directory = temporaryDirectory();
    using _mounted = mount(directory.path, 'size=64k');
    const folder = userFolder(join(directory.path, 'cache'));
    const ballast = join(directory.path, 'ballast');
    writeFileSync(ballast, Buffer.alloc(60_000));
    const full = `The disk of the cache folder ${folder} is full (database or disk is full): make room on it.`;
    chownSync(ballast, ordinaryUser, ordinaryUser);
    const { told } = asUser(`
      const cache = fileCache({ directory: ${JSON.stringify(folder)} });
      const full = [await serve(cache), await serve(cache), await serve(cache, 'other')];
      process.getBuiltinModule('node:fs').truncateSync(${JSON.stringify(ballast)});
      tell([...full, await serve(cache, 'third')]);
    `);
    expect(told).toMatchObject([
      { shared: false, failed: ['set'], details: [full] },
      { shared: true, failed: [] },
      { shared: false, failed: ['set'], details: [full] },
      { shared: false, failed: [] },
    ]);
    const third = asUser(`tell(await serve(fileCache({ directory: ${JSON.stringify(folder)} }), 'third'));`).told;
    expect(third).toMatchObject({ shared: true, failed: [] });
  });

  it('is told in the system’s words when it has no room for one file more', () => {
    using directory = temporaryDirectory();
    using _mounted = mount(directory.path, 'nr_inodes=3');
    const folder = userFolder(join(directory.path, 'cache'));
    writeFileSync(join(directory.path, 'ballast'), '');
    const { told } = asUser(`tell(await serve(fileCache({ directory: ${JSON.stringify(folder)} })));`);
    expect(told).toMatchObject({
      shared: false,
      failed: ['lock'],
      details: [`The disk of the cache folder ${folder} is full (ENOSPC): make room on it.`],
    });
  });

  it('leaves nothing old in memory that would hide what is in the files', () => {
    using directory = temporaryDirectory();
    using _mounted = mount(directory.path, 'size=64k');
    const folder = userFolder(join(directory.path, 'cache'));
    const ballast = join(directory.path, 'ballast');
    writeFileSync(ballast, Buffer.alloc(60_000));
    chownSync(ballast, ordinaryUser, ordinaryUser);
    const { told } = asUser(`
      const cache = fileCache({ directory: ${JSON.stringify(folder)} });
      const expiresAt = Date.now() + 60_000;
      const seen = [];
      await cache.set('key', 'old', expiresAt).catch(({ message }) => seen.push(message));
      seen.push(await cache.get('key'));
      process.getBuiltinModule('node:fs').truncateSync(${JSON.stringify(ballast)});
      await cache.set('key', 'new', expiresAt);
      await fileCache({ directory: ${JSON.stringify(folder)} }).set('key', 'newest', expiresAt);
      tell([...seen, await cache.get('key')]);
    `);
    expect(told).toEqual([expect.stringContaining('is full'), 'old', 'newest']);
  });
});
