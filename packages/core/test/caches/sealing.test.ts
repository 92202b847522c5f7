import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { memoryCache } from '../../src/cache/memory-cache.ts';
import { createTokenClient } from '../../src/create-token-client.ts';
import { fileCache } from '../../src/file-cache/index.ts';
import { issuerUnderTest } from '../issuer-under-test.ts';
import { temporaryDirectory } from './temporary-directory.ts';

interface CaughtFile {
  readonly text: string;
  readonly mode: number;
}

/** Every file of a folder that can be caught, by name. */
function filesIn(directory: string): ReadonlyMap<string, CaughtFile> {
  const files = new Map<string, CaughtFile>();
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    try {
      files.set(name, { text: readFileSync(path, 'latin1'), mode: lstatSync(path).mode & 0o777 });
    } catch {
      // A journal that was gone sooner.
    }
  }
  return files;
}

describe('the files of the file cache', () => {
  it('show neither secret nor token nor app id, and are their user’s alone, the journal included', async () => {
    const appSecret = 'CANARY-app-secret';
    await using server = await createMockServer({
      apps: [{ appId: 'CANARY-app-id', appSecret }],
      rolloverMs: Infinity,
    });
    using directory = temporaryDirectory();
    const script = `
      import { readdirSync } from 'node:fs';
      import { createTokenClient } from ${JSON.stringify(import.meta.resolve('../../src/index.ts'))};
      import { issuerUnderTest } from ${JSON.stringify(import.meta.resolve('../issuer-under-test.ts'))};
      import { fileCache } from ${JSON.stringify(import.meta.resolve('../../src/file-cache/index.ts'))};
      process.umask(0);
      const server = ${JSON.stringify({ url: server.url, apps: server.apps })};
      const cache = fileCache({ directory: ${JSON.stringify(directory.path)} });
      await using tokens = createTokenClient({ issuer: issuerUnderTest(server), cache });
      const { accessToken, expiresAt } = await tokens.getToken();
      console.log(accessToken);
      const files = readdirSync(${JSON.stringify(directory.path)});
      const key = files.find((name) => name.endsWith('.sqlite')).replace('.sqlite', '');
      const sealed = await cache.get(key);
      // The same again and again, until a journal was seen.
      let seen = false;
      process.stdin.on('end', () => (seen = true)).resume();
      while (!seen) {
        await cache.set(key, sealed, expiresAt);
        await new Promise((resolve) => setImmediate(resolve));
      }
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    const [output] = await once(child.stdout, 'data');
    const token = String(output).trim();
    const caught = new Map<string, Set<string>>();
    const modes = new Set<number>();
    while (child.exitCode === null) {
      for (const [name, { text, mode }] of filesIn(directory.path)) {
        modes.add(mode);
        const kind = name.replace(/^tk2-[0-9a-f]{32}/, '');
        caught.set(kind, (caught.get(kind) ?? new Set()).add(text));
        if (kind === '.sqlite-journal') child.stdin.end();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await exit).toEqual([0, null]);
    expect(token.length).toBeGreaterThan(10);
    expect([...caught.keys()]).toEqual(expect.arrayContaining(['.lock', '.sqlite', '.sqlite-journal']));
    expect([...modes]).toEqual([0o600]);
    for (const texts of caught.values()) {
      for (const text of texts) {
        expect(text).not.toMatch(/CANARY|app-secret|app-id/);
        expect(text).not.toContain(token);
        expect(text).not.toContain(btoa(token).slice(0, 12));
      }
    }
    expect([...(caught.get('.sqlite') ?? [])].some((text) => text.includes('tk2.'))).toBe(true);
  }, 60_000);

  it.each([
    ['a wrong secret', { appSecret: 'another secret' }],
    ['another app id', { appId: 'another app' }],
    ['another base URL', { url: 'http://localhost' }],
  ])('are of no use with %s', async (_what, changed) => {
    await using server = await createMockServer();
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    await using right = createTokenClient({ issuer: issuerUnderTest(server), cache });
    await right.getToken();
    const url = 'url' in changed ? server.url.replace('127.0.0.1', 'localhost') : server.url;
    const hits: string[] = [];
    await using wrong = createTokenClient({
      issuer: issuerUnderTest({ url, apps: [{ ...server.apps[0], ...changed }] }),
      cache,
      onEvent: ({ type }) => void hits.push(type),
    });
    await wrong.getToken().catch(() => undefined);
    expect(hits).not.toContain('cache-hit');
    expect(server.counters().exchanges).toBe(2);
  });

  it('are worthless with any one byte of the value flipped', async () => {
    using directory = temporaryDirectory();
    await using server = await createMockServer();
    const cache = fileCache({ directory: directory.path });
    const issuer = issuerUnderTest(server);
    await using first = createTokenClient({ issuer, cache });
    await first.getToken();
    const key =
      readdirSync(directory.path)
        .find((name) => name.endsWith('.sqlite'))
        ?.replace('.sqlite', '') ?? '';
    const value = (await cache.get(key)) ?? '';
    for (let at = 0; at < value.length; at += 11) {
      const flipped = String.fromCharCode(value.charCodeAt(at) ^ 1);
      await cache.set(key, value.slice(0, at) + flipped + value.slice(at + 1), Date.now() + 60_000);
      const events: string[] = [];
      await using client = createTokenClient({ issuer, cache, onEvent: ({ type }) => void events.push(type) });
      await client.getToken();
      expect(events, `byte ${at}`).not.toContain('cache-hit');
    }
  });
});

describe('without a cache', () => {
  it('nothing is derived or sealed', async () => {
    await using server = await createMockServer();
    const derive = vi.spyOn(globalThis.crypto.subtle, 'importKey');
    onTestFinished(() => derive.mockRestore());
    await using alone = createTokenClient({ issuer: issuerUnderTest(server) });
    await alone.getToken();
    expect(derive).not.toHaveBeenCalled();
    await using shared = createTokenClient({ issuer: issuerUnderTest(server), cache: memoryCache() });
    await shared.getToken();
    expect(derive).toHaveBeenCalledTimes(1);
  });
});
