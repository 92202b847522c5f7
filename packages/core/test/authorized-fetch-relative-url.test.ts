import { describe, expect, it } from 'vitest';
import { Secret, type TokenIssuer } from '../src/index.ts';
import { echo } from './loopback-server.ts';
import { numberedTokens } from './numbered-tokens.ts';

describe('a relative URL', () => {
  it.each([
    ['', '/v1/a?b=c', '/v1/a?b=c'],
    ['/symbl', '/v1/a', '/symbl/v1/a'],
    ['/symbl', '/', '/symbl/'],
  ])('goes to the one API origin and its base path %j: %s', async (base, path, sent) => {
    await using api = await echo();
    const { client } = numberedTokens([api.origin], { issuer: issuerWith([api.origin], api.origin + base) });
    expect((await client.fetch(path)).status).toBe(200);
    expect(api.seen).toMatchObject([{ path: sent, headers: { authorization: 'Bearer token' } }]);
  });

  it('takes the option apiOrigins for its base, if that is one origin', async () => {
    await using api = await echo();
    const { client } = numberedTokens(['https://elsewhere.example.com'], { apiOrigins: [api.origin] });
    await client.fetch('/v1/a');
    expect(api.seen).toMatchObject([{ path: '/v1/a' }]);
  });

  it('is an error where there are several origins, which names them', async () => {
    const origins = ['https://a.example.com', 'https://b.example.com'];
    await expect(numberedTokens(origins).client.fetch('/v1/a')).rejects.toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      message: expect.stringContaining('https://a.example.com, https://b.example.com'),
    });
  });

  it.each(['//evil.test/v1', '/\\evil.test/v1', '\\\\evil.test', 'v1/a', '', '?x=1', './v1', '../v1'])(
    'that may mean another place, %j, goes nowhere',
    async (path) => {
      await using api = await echo();
      await expect(numberedTokens([api.origin]).client.fetch(path)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
      expect(api.seen).toEqual([]);
    },
  );

  it.each(['/\t/evil.test', '/\n\\evil.test/', '/..//evil.test', '/@evil.test', '/:80@evil.test'])(
    'in disguise, %j, is a path of the API',
    async (path) => {
      await using api = await echo();
      await numberedTokens([api.origin]).client.fetch(path);
      expect(api.seen).toHaveLength(1);
    },
  );
});

function issuerWith(apiOrigins: readonly string[], apiBaseUrl: string): TokenIssuer {
  return {
    origin: 'https://issuer.example.com',
    apiOrigins,
    apiBaseUrl,
    prepare: () => ({
      identity: ['test'],
      secret: new Secret('secret'),
      exchange: async () => ({ accessToken: 'token', expiresInMs: 3_600_000 }),
    }),
  };
}
