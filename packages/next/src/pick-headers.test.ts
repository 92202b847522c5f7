import { describe, expect, it } from 'vitest';
import { pickHeaders } from './pick-headers.ts';

describe('the headers that go on', () => {
  it('are those on the list, and nothing for those that are absent', () => {
    const picked = pickHeaders(new Headers({ accept: 'a/b', cookie: 'c' }), ['accept', 'x-request-id']);
    expect([...picked]).toEqual([['accept', 'a/b']]);
  });

  it('are not those that Connection names', () => {
    const from = new Headers({ accept: 'a/b', 'x-request-id': '1', connection: 'keep-alive,  X-Request-ID' });
    expect([...pickHeaders(from, ['accept', 'x-request-id'])]).toEqual([['accept', 'a/b']]);
  });
});
