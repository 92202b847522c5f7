import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileCache } from '../../src/file-cache/index.ts';
import { FakeClock } from '../../src/testing/fake-clock.ts';
import { asUser, isRoot, mount, userFolder } from './as-user.ts';
import { openTemporaryDirectory, temporaryDirectory } from './temporary-directory.ts';

if (!isRoot) console.warn('SKIPPED: what needs root (a user without a name, a read-only file system).');

/** What five clients of a process come to that start at once, each with a cache of its own, and then a sixth. */
function sixClients(options: { readonly directory?: string } = {}): string {
  return `
    const served = await Promise.all(Array.from({ length: 5 }, () => serve(fileCache(${JSON.stringify(options)}))));
    served.push(await serve(fileCache(${JSON.stringify(options)})));
    tell({
      tokens: new Set(served.map(({ accessToken }) => accessToken)).size,
      failed: served.flatMap(({ failed }) => failed),
      details: served.flatMap(({ details }) => details),
    });
  `;
}

/** One exchange for all, and one event that ends as said. */
function oneExchange(detail: string): unknown {
  return { tokens: 1, failed: ['set'], details: [expect.stringContaining(detail)] };
}

describe('where nothing can be written, the clients of a process share one exchange, and one event tells', () => {
  it.each(['missing', 'relative', ''])('a home that is %j', (name) => {
    using directory = openTemporaryDirectory();
    const HOME = name === 'missing' ? join(directory.path, name) : name;
    const { told } = asUser(sixClients(), { HOME, TMPDIR: directory.path });
    expect(told).toEqual(oneExchange('set HOME or XDG_CACHE_HOME, or pass directory'));
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it.skipIf(!isRoot)('a user without a name and a home, as OpenShift makes them up', () => {
    expect(asUser(sixClients(), {}, 1_000_730_000).told).toEqual(oneExchange('set HOME or XDG_CACHE_HOME'));
    expect(asUser(sixClients(), { HOME: '/' }, 1_000_730_000).told).toEqual(
      oneExchange('The cache folder /.cache/tokenkeep cannot be used (EACCES): give this process the right to it'),
    );
  });

  it.each([0o500, 0o000])('a folder of mode %i', (mode) => {
    using directory = openTemporaryDirectory();
    const folder = userFolder(join(directory.path, 'cache'), mode);
    expect(asUser(sixClients({ directory: folder })).told).toEqual(
      oneExchange(`The cache folder ${folder} cannot be used (EACCES)`),
    );
    chmodSync(folder, 0o700);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(!isRoot)('a read-only file system', () => {
    using directory = temporaryDirectory();
    using _mounted = mount(directory.path, 'size=64k');
    const folder = userFolder(join(directory.path, 'cache'));
    execFileSync('mount', ['-o', 'remount,ro', directory.path]);
    for (const path of [folder, join(folder, 'deeper')]) {
      expect(asUser(sixClients({ directory: path })).told).toEqual(oneExchange('cannot be used (EROFS)'));
    }
  });

  it('a path that is longer than SQLite takes, or than any disk', () => {
    using directory = openTemporaryDirectory();
    const names = (count: number): string =>
      join(directory.path, ...Array.from({ length: count }, () => 'n'.repeat(50)));
    for (const folder of [names(10), join(directory.path, 'n'.repeat(300)), names(100)]) {
      expect(asUser(sixClients({ directory: folder })).told).toEqual(
        oneExchange(`${folder} is too long (ENAMETOOLONG): pass a shorter directory.`),
      );
    }
    expect(asUser(sixClients({ directory: names(6) })).told).toEqual({ tokens: 1, failed: [], details: [] });
  });

  it('a folder under a file', () => {
    using directory = openTemporaryDirectory();
    writeFileSync(join(directory.path, 'file'), '');
    const folder = join(directory.path, 'file', 'cache');
    expect(asUser(sixClients({ directory: folder })).told).toEqual(oneExchange('cannot be used (E'));
  });
});

describe('a folder that can be read and not written to', () => {
  it('gives what is in it, also after the first token of its own', () => {
    using directory = openTemporaryDirectory();
    const folder = userFolder(join(directory.path, 'cache'));
    const code = (secret: string): string =>
      `tell(await serve(fileCache({ directory: ${JSON.stringify(folder)} }), ${JSON.stringify(secret)}));`;
    const there = asUser(code('there')).told;
    chmodSync(folder, 0o500);
    expect(asUser(code('there')).told).toEqual({ ...Object(there), shared: true });
    const { told } = asUser(`
      const cache = fileCache({ directory: ${JSON.stringify(folder)} });
      const own = await serve(cache, 'new');
      tell([own, await serve(cache, 'new'), await serve(cache, 'there')]);
    `);
    expect(told).toMatchObject([
      { shared: false, failed: ['set'] },
      { shared: true, failed: [] },
      { shared: true, failed: [] },
    ]);
  });
});

describe('the memory that stands in for a folder', () => {
  it('is another for another folder, and for another clock', async () => {
    using directory = temporaryDirectory();
    for (const name of ['one', 'two']) writeFileSync(join(directory.path, name), 'no folder');
    const at = { one: join(directory.path, 'one'), two: join(directory.path, 'two') };
    await fileCache({ directory: at.one })
      .set('key', 'value', Date.now() + 60_000)
      .catch(() => undefined);
    expect(await fileCache({ directory: join(at.two, '..', 'one') }).get('key')).toBe('value');
    expect(await fileCache({ directory: at.two }).get('key')).toBeUndefined();
    expect(await fileCache({ directory: at.one, clock: new FakeClock() }).get('key')).toBeUndefined();
  });

  it('is told of once, however many tokens go there', async () => {
    using directory = temporaryDirectory();
    const folder = join(directory.path, 'file');
    writeFileSync(folder, 'no folder');
    const cache = fileCache({ directory: folder });
    const set = (key: string): Promise<void> => cache.set(key, 'value', Date.now() + 60_000);
    const outcomes = await Promise.allSettled([set('a'), set('b'), set('c')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await set('d');
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)))).toEqual(Array(4).fill('value'));
  });

  it('gives one lock to its users', async () => {
    using directory = temporaryDirectory();
    const folder = join(directory.path, 'file');
    writeFileSync(folder, 'no folder');
    const lock = await fileCache({ directory: folder }).lock?.('key', 60_000);
    expect(lock).toBeDefined();
    expect(await fileCache({ directory: folder }).lock?.('key', 60_000)).toBeUndefined();
    await lock?.release();
    expect(await fileCache({ directory: folder }).lock?.('key', 60_000)).toBeDefined();
  });
});
