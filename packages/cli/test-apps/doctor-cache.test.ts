import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { complaints } from './doctor-complaints.ts';
import { User } from './user.ts';

describe('tokenkeep doctor', () => {
  it('sees a cache folder that is open, a link, somebody else’s, or cannot be written', async ({ skip }) => {
    await using server = await createMockServer();
    using user = User.of(server);
    const folder = join(user.home, 'mine');
    mkdirSync(folder, { mode: 0o755 });
    const look = async (path: string): Promise<string> => (await complaints(user, ['--cache-dir', path])).join('\n');
    chmodSync(folder, 0o755);
    expect(await look(folder)).toContain(`The cache folder ${folder} is open to other users`);
    symlinkSync(folder, `${folder}-link`);
    expect(await look(`${folder}-link`)).toContain('is a link or no folder: remove it');
    expect(await look('/proc/nowhere')).toContain('The cache folder cannot be used. ');
    skip(process.getuid?.() !== 0, 'only root gives folders away');
    chownSync(folder, 1234, 1234);
    expect(await look(folder)).toContain('belongs to another user');
  });

  it('sees a full disk', async ({ skip }) => {
    await using server = await createMockServer();
    using user = User.of(server);
    const folder = join(user.home, 'small');
    mkdirSync(folder, { mode: 0o700 });
    skip(!mounts(folder), 'this machine lets nobody mount');
    try {
      expect((await complaints(user, ['--cache-dir', folder])).join()).toContain(
        `The disk of ${folder} is full: make room`,
      );
    } finally {
      execFileSync('umount', [folder]);
    }
  });

  it('sees a cache that loses things, has locks that keep nobody out, or is not shared', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const look = async (cache: string): Promise<string[]> => {
      const config = join(user.home, `config-${String(Math.random())}.mjs`);
      const core = join(user.cwd, 'node_modules/@tokenkeep/core/dist/index.js');
      writeFileSync(
        config,
        `import { symbl, memoryCache } from '${core}';\nexport default { issuer: symbl(), cache: ${cache} };`,
      );
      return complaints(user, ['--config', config]);
    };
    const memory = 'memoryCache()';
    expect(await look('{ get: async () => undefined, set: async () => undefined }')).toEqual([
      'The cache does not give back what it is given: use another one.',
    ]);
    expect(await look(`{ ...${memory}, lock: async () => undefined }`)).toEqual([
      'The cache gives no lock: use another file system, or --redis.',
    ]);
    const lock = '{ release: async () => undefined }';
    expect(await look(`{ ...${memory}, lock: async () => (${lock}) }`)).toEqual([
      expect.stringContaining('The locks of the cache keep nobody out'),
    ]);
    expect(
      await look(
        `{ ...${memory}, lock: async () => { throw Object.assign(new Error('canary'), { code: 'ENOLCK' }) } }`,
      ),
    ).toEqual(['The cache cannot be used. It failed with ENOLCK.']);
    const never = 'async () => new Promise(() => undefined)';
    expect(await look(`{ get: ${never}, set: ${never} }`)).toEqual([
      'The cache cannot be used. It failed with ETIMEDOUT.',
    ]);
    expect(await look(memory)).toEqual([expect.stringContaining('Two processes at once made 2 exchanges')]);
  });
});

function mounts(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=700', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
