import { describe, expect, it } from 'vitest';
import { urlSegments } from './url-segments.ts';

describe('the segments of a URL', () => {
  it.each([
    ['/', []],
    ['/v1/ann', ['v1', 'ann']],
    ['/v1/ann/', ['v1', 'ann']],
    ['/token%3Agenerate/token%3agenerate/a:b', ['token:generate', 'token:generate', 'a:b']],
  ])('of %s are %j', (pathname, segments) => {
    expect(urlSegments(pathname)).toEqual(segments);
  });

  it.each(['%61nn', '%2561nn', '%2e%2e', 'a%2fb', 'a%20b', 'a;b', '%', '.', '..', '', 'ö'])(
    'are none for %j, which is spelt in another way than it is called',
    (segment) => {
      expect(urlSegments(`/v1/${segment}/x`)).toEqual(['v1', undefined, 'x']);
    },
  );
});
