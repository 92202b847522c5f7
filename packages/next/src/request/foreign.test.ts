import { describe, expect, it } from 'vitest';
import { whyForeign, whyLoaded } from './foreign.ts';

const own = 'https://app.test';

describe('a request that can change something', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': '' }, false],
    [{ 'sec-fetch-site': 'same-site', origin: own }, false],
    [{ origin: own }, true],
    [{ origin: `${own}/` }, false],
    [{ origin: `${own}.evil.test` }, false],
    [{ origin: 'http://app.test' }, false],
    [{ origin: 'null' }, false],
    [{ referer: `${own}/page` }, false],
    [{}, false],
  ])('with %j is ours: %s', (headers, ours) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(whyForeign(new Request(own, { method, headers }), [own]) === undefined).toBe(ours);
    }
  });

  it('needs Sec-Fetch-Site while no origin is listed, even if it comes from where it goes to', () => {
    expect(whyForeign(new Request(own, { method: 'POST', headers: { origin: own } }), [])).toContain(
      'Origin is not in allowedOrigins',
    );
  });
});

describe('a request that only reads', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{}, true],
    [{ origin: own }, true],
    [{ origin: 'https://evil.test' }, false],
    [{ origin: 'null' }, false],
  ])('with %j is ours: %s', (headers, ours) => {
    for (const method of ['GET', 'HEAD']) {
      expect(whyForeign(new Request(own, { method, headers }), [own]) === undefined).toBe(ours);
    }
  });
});

describe('a request for a part of a page', () => {
  const from = (destination: string): string | undefined =>
    whyLoaded(new Request(own, { headers: { 'sec-fetch-dest': destination } }));

  it.each([
    'script',
    'style',
    'worker',
    'serviceworker',
    'sharedworker',
    'audioworklet',
    'json',
    'xslt',
    'object',
    'embed',
    'font',
    'manifest',
    'what-comes-next',
  ])('such as a %s gets none', (destination) => {
    expect(from(destination)).toContain('part of a page');
  });

  it.each(['empty', 'document', 'iframe', 'image', 'audio', 'video', 'track'])('is none by %s', (destination) => {
    expect(from(destination)).toBeUndefined();
  });

  it('is none where nobody says', () => {
    expect(whyLoaded(new Request(own))).toBeUndefined();
  });
});
