import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTokenProxy } from '../src/index.ts';
import { testClient } from './test-client.ts';

describe('whatever the path', () => {
  const words = [
    '..',
    '.',
    '',
    '/',
    '\\',
    '//evil.test',
    '/\\evil.test',
    '@evil.test',
    'https://evil.test',
    'http:evil.test',
    '%2e%2e',
    '%2E.',
    '%252e%252e',
    '..%2f',
    '..%5c',
    '%00',
    '..;',
    ';',
    '?x',
    '#x',
    '%',
    '．．',
    'v1',
    ':80',
  ];
  const hostile = fc.constantFrom(...words);
  const segment = fc.oneof(
    hostile,
    fc.string({ unit: 'binary' }),
    fc.array(hostile).map((parts) => parts.join('')),
  );
  const path = fc.oneof(fc.array(segment, { maxLength: 5 }), fc.jsonValue());
  const query = fc.oneof(fc.webQueryParameters(), fc.string());

  it('the request goes to the one origin under the one prefix, or is a 404', async () => {
    const gone: Request[] = [];
    const client = testClient('canary-token', {
      fetch: async (input, init) => {
        gone.push(new Request(input, init));
        return new Response();
      },
    });
    const upstream = 'https://api.test/v1/public';
    const { GET } = createTokenProxy({ client, authorize: () => true, allow: ['GET /**'], upstream, onError() {} });
    await fc.assert(
      fc.asyncProperty(path, query, async (given, search) => {
        gone.length = 0;
        const url = new URL(`https://app.test/api?${search.replaceAll('#', '')}`);
        url.pathname = `/api/${[given]
          .flat()
          .filter((part) => typeof part === 'string')
          .join('/')}`;
        const request = new Request(url);
        const response = await GET(request, { params: Promise.resolve({ path: given }) });
        expect(response.status).toBe(gone.length === 0 ? 404 : 200);
        for (const { url } of gone) {
          const { origin, pathname, username } = new URL(url);
          expect([origin, username, pathname.slice(0, 11)]).toEqual(['https://api.test', '', '/v1/public/']);
          expect(pathname).not.toMatch(/%(?!3A)|\\|;|\/\.{1,2}(?:\/|$)|\/\//);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is not refused when it is harmless', async () => {
    const gone: string[] = [];
    const client = testClient('canary-token', {
      fetch: async (input) => {
        gone.push(input);
        return new Response();
      },
    });
    const { GET } = createTokenProxy({
      client,
      authorize: () => true,
      allow: ['GET /**'],
      upstream: 'https://api.test',
    });
    const harmless = fc.stringMatching(/^[A-Za-z0-9._~:-]{1,12}$/).filter((text) => text !== '.' && text !== '..');
    await fc.assert(
      fc.asyncProperty(fc.array(harmless, { minLength: 1 }), async (given) => {
        await GET(new Request(`https://app.test/api/${given.join('/')}`), { params: Promise.resolve({ path: given }) });
        expect(decodeURIComponent(gone.pop() ?? '')).toBe(`https://api.test/${given.join('/')}`);
      }),
    );
  });
});
