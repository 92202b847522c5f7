import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loopbackServer, type LoopbackServer } from './loopback-server.ts';
import { numberedTokens } from './numbered-tokens.ts';

const redirecting = (): Promise<LoopbackServer> =>
  loopbackServer(({ path }, response) => {
    if (path === '/from') response.writeHead(302, { location: '/to' });
    response.end(`this is ${path}`);
  });

const hash = (algorithm: string, text: string, encoding: 'base64' | 'base64url' = 'base64'): string =>
  `${algorithm}-${createHash(algorithm).update(text).digest(encoding)}`;

describe('an answer after a followed redirect', () => {
  it('says that it was redirected, and where to, as with fetch; so do its clones', async () => {
    await using api = await redirecting();
    const { client } = numberedTokens([api.origin]);
    for (const path of ['/from', '/to']) {
      const [plain, ours] = [await fetch(api.origin + path), await client.fetch(api.origin + path)];
      const clone = ours.clone().clone();
      for (const answer of [ours, clone]) {
        expect([answer.redirected, answer.url, answer.status]).toEqual([plain.redirected, plain.url, plain.status]);
      }
      expect([await ours.text(), await clone.text()]).toEqual(['this is /to', 'this is /to']);
    }
  });

  it.each<[string, string, boolean]>([
    ['the right hash', hash('sha256', 'this is /to'), true],
    ['another hash', hash('sha256', 'this is /from'), false],
    ['one right hash of two', `${hash('sha384', 'other')} ${hash('sha384', 'this is /to')}`, true],
    ['a right weak and a wrong strong hash', `${hash('sha256', 'this is /to')} ${hash('sha512', 'other')}`, false],
    ['a wrong weak and a right strong hash', `${hash('sha256', 'other')} ${hash('sha512', 'this is /to')}`, true],
    ['a hash with an option', `${hash('sha512', 'this is /to')}?ct=x`, true],
    ['nothing that is known', 'md5-abc', true],
    ['blanks', '  ', true],
  ])('is held against integrity with %s as fetch does it', async (_, integrity, holds) => {
    await using api = await redirecting();
    const { client } = numberedTokens([api.origin]);
    for (const path of ['/from', '/to']) {
      for (const each of [fetch, client.fetch]) {
        const outcome = each(api.origin + path, { integrity }).then(
          (answer) => answer.text(),
          (error: unknown) => error,
        );
        expect(String(await outcome)).toMatch(holds ? /^this is \/to$/ : /^TypeError/);
      }
    }
  });

  it.each(['manual', 'error'] as const)(
    'is left to the platform, its integrity too, with redirect: %j',
    async (redirect) => {
      await using api = await redirecting();
      const { client } = numberedTokens([api.origin]);
      const integrity = hash('sha256', 'other');
      await expect(client.fetch(`${api.origin}/to`, { redirect, integrity })).rejects.toThrow(TypeError);
    },
  );
});
