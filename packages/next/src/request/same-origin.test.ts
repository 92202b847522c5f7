import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

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
      expect(isSameOrigin(new Request(own, { method, headers }), [own])).toBe(ours);
    }
  });

  it('needs Sec-Fetch-Site while no origin is listed, even if it comes from where it goes to', () => {
    expect(isSameOrigin(new Request(own, { method: 'POST', headers: { origin: own } }), [])).toBe(false);
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
      expect(isSameOrigin(new Request(own, { method, headers }), [own])).toBe(ours);
    }
  });
});
