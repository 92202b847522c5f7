import { expect, it } from 'vitest';
import { apiBaseUrl } from './api-base-url.ts';

it.each<[readonly string[], string | undefined, string | undefined]>([
  [['https://a.test'], undefined, 'https://a.test'],
  [['https://a.test'], 'https://a.test', 'https://a.test'],
  [['https://a.test'], 'https://a.test/v1', 'https://a.test/v1'],
  [['https://a.test'], 'https://a.test/v1//', 'https://a.test/v1'],
  [['https://a.test'], 'https://user:pw@a.test/v1?x#y', 'https://a.test/v1'],
  [['https://a.test'], 'https://b.test/v1', 'https://a.test'],
  [['https://a.test'], 'nonsense', 'https://a.test'],
  [['https://a.test', 'https://b.test'], 'https://a.test/v1', undefined],
  [[], 'https://a.test/v1', undefined],
])('of the origins %j and the base %s of the issuer, paths are added to %s', (origins, own, base) => {
  expect(apiBaseUrl(origins, own)).toBe(base);
});
