import { describe, expect, it } from 'vitest';
import { pathSegments } from './path-segments.ts';

describe('the segments of a path', () => {
  it.each([[['v1', 'conversations', '42']], [['v1', 'a.b_c~d:e-f']], [['...']], [['.well-known', 'x..y']]])(
    '%j are taken as they are',
    (path) => {
      expect(pathSegments(path)).toEqual(path);
    },
  );

  it('are decoded', () => {
    expect(pathSegments(['token%3Agenerate', '%41'])).toEqual(['token:generate', 'A']);
  });

  it.each([
    '',
    '.',
    '..',
    '%2e',
    '%2E%2e',
    '.%2e',
    '%252e%252e',
    'a%2eb',
    '/',
    'a/b',
    '%2f',
    '..%2Fadmin',
    '%252F',
    '\\',
    '\\host',
    '%5c',
    '..%5c..',
    '//host',
    'https://evil.test',
    'https:%2f%2fevil.test',
    '@evil.test',
    'user:pass@evil.test',
    '%40evil.test',
    'a;b',
    '..;',
    '%3b',
    'a?b',
    'a%3Fb',
    'a#b',
    'a%23b',
    'a b',
    '%20',
    '%',
    '%zz',
    '%E0%A4',
    'a%25b',
    '%00',
    'a%0d%0aHost:evil',
    '\u0000',
    'a\nb',
    '%7f',
    '\u007f',
    'ö',
    '%C3%B6',
    '．．',
    '%EF%BC%8E%EF%BC%8E',
    '\u2025',
    '\u2215',
    '\ud800',
    42,
    null,
    undefined,
    ['..'],
  ])('do not hold %j', (segment) => {
    expect(pathSegments(['v1', segment, 'x'])).toBeUndefined();
  });

  it.each([undefined, 'v1', { 0: 'v1' }, null])('are not made of %j', (path) => {
    expect(pathSegments(path)).toBeUndefined();
  });
});
