import { describe, expect, it } from 'vitest';
import { symbl, type TokenClient } from '../src/index.ts';
import { issuerBesideApis, newApi } from './issuer-beside-apis.ts';
import { issuerUnderTest } from './issuer-under-test.ts';
import { numberedTokens } from './numbered-tokens.ts';

const { issuer, newClient, spoilToken, conversation } = await issuerBesideApis();

describe('an authorized fetch', () => {
  it("is for the issuer's own origin unless told otherwise, and then for the origins named alone", async () => {
    await using api = await newApi();
    expect((await newClient().fetch(conversation())).status).toBe(200);
    await expect(newClient().fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    const other = newClient({ apiOrigins: [api.origin] });
    expect((await other.fetch(api.origin)).status).toBe(200);
    await expect(other.fetch(conversation())).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
  });

  it.each([['http://api.example.com'], ['https:/'], ['https://api.example.com/v1'], ['https://*.example.com']])(
    'sends nothing for an issuer of one’s own that names %s as where its tokens go',
    async (apiOrigin) => {
      const sent: unknown[] = [];
      const client = newClient({
        issuer: { origin: issuer.url, apiOrigins: [apiOrigin], prepare: () => issuerUnderTest(issuer).prepare() },
        fetch: async (input) => {
          sent.push(input);
          return new Response();
        },
      });
      const url = apiOrigin === 'https:/' ? 'https://evil.test/' : `${apiOrigin}/x`;
      await expect(client.fetch(url)).rejects.toMatchObject({
        code: 'ERR_TOKEN_CONFIG',
        message: expect.stringContaining('apiOrigins'),
      });
      expect(sent).toEqual([]);
    },
  );

  it('does not let the list of origins grow once it has been checked', async () => {
    await using api = await newApi();
    const apiOrigins = [issuer.url];
    const client = newClient({ apiOrigins });
    apiOrigins.push(api.origin);
    await expect(client.fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    expect(() => Reflect.apply([].push, client.apiOrigins, [api.origin])).toThrow(TypeError);
    await expect(client.fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
  });

  it("nor the issuer's own", async () => {
    await using api = await newApi();
    const apiOrigins = ['https://api.example.com'];
    const { client } = numberedTokens(apiOrigins);
    await expect(client.fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    apiOrigins.push(api.origin);
    await expect(client.fetch(api.origin)).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
  });
});

describe('an authorized fetch sends nothing, and asks for no token,', () => {
  const disguises = [
    'https://api.symbl.ai.evil.test/v1',
    'https://api.symbl.aievil.test/v1',
    'https://evil.test/https://api.symbl.ai/v1',
    'https://evil.test/?u=https://api.symbl.ai',
    'https://evil.test#https://api.symbl.ai',
    'https://api.symbl.ai@evil.test/v1',
    'https://api.symbl.ai:443@evil.test/v1',
    'https://user@api.symbl.ai/v1',
    'https://user:pw@api.symbl.ai/v1',
    'https://:pw@api.symbl.ai/v1',
    'https://api.symbl.ai:8443/v1',
    'https://api.symbl.ai:80/v1',
    'http://api.symbl.ai/v1',
    'http://api.symbl.ai:443/v1',
    'https://api.symbl.ai./v1',
    'https://symbl.ai/v1',
    'https://x.api.symbl.ai/v1',
    'https://api.symbl.ai\\.evil.test/../@evil.test',
    'https://api.symbl.ai\n.evil.test/v1',
    'https://api.symbl.ai\t.evil.test/v1',
    'https://api.symbl.ai%2eevil.test/v1',
    'https://api.symbl.ai。evil.test/v1',
    'https://аpi.symbl.ai/v1',
    'https://api-symbl.ai/v1',
    '\\\\evil.test/v1',
    '//evil.test/v1',
    '//api.symbl.ai/v1',
    '/\\evil.test/v1',
    'api.symbl.ai/v1',
    'v1/conversations/1',
    '?x=1',
    '',
    'wss://api.symbl.ai/v1',
    'ftp://api.symbl.ai/v1',
    'file:///etc/passwd',
    'data:text/plain,x',
    'blob:https://api.symbl.ai/7ad7b5a0',
    'javascript:alert(1)',
  ];

  function watched(): { readonly client: TokenClient; readonly calls: unknown[] } {
    const calls: unknown[] = [];
    const client = newClient({
      issuer: symbl({ appId: 'a', appSecret: 'b' }),
      fetch: async (...args) => {
        calls.push(args);
        return new Response('{}');
      },
    });
    return { client, calls };
  }

  // The one in this list with a backslash is the API's own origin in disguise: a path of it.
  it.each(disguises.filter((url) => !url.includes('.ai\\')))('to %j', async (url) => {
    const { client, calls } = watched();
    const inputs = [url, ...(URL.canParse(url) ? [new URL(url)] : []), ...asRequest(url)];
    for (const input of inputs) {
      await expect(client.fetch(input)).rejects.toMatchObject({
        code: 'ERR_TOKEN_CONFIG',
        message: expect.stringMatching(/^fetch\(\) of a token client .+: .+\.$/),
      });
    }
    expect(calls).toEqual([]);
  });

  it('to where a URL points that is one thing when checked and another when used', async () => {
    const { client, calls } = watched();
    let reads = 0;
    const input = Object.assign(new URL('https://api.symbl.ai/'), {
      toString: () => (reads++ === 0 ? 'https://api.symbl.ai/' : 'https://evil.test/'),
    });
    await client.fetch(input).catch(() => undefined);
    expect(JSON.stringify(calls)).not.toContain('evil');
    expect(reads).toBe(1);
  });

  it('to where a URL has been changed to while the call was under way', async () => {
    await using api = await newApi();
    const client = newClient({ apiOrigins: [api.origin] });
    await spoilToken(client, api.refused);
    const url = new URL('/before', api.origin);
    const answer = client.fetch(url, { method: 'POST', body: 'x' });
    url.pathname = '/after';
    url.host = 'evil.test';
    expect((await answer).status).toBe(200);
    expect(api.seen.map(({ path }) => path)).toEqual(['/before', '/before']);
  });

  function asRequest(url: string): Request[] {
    try {
      return [new Request(url)];
    } catch {
      return [];
    }
  }
});
