import { expect, it } from 'vitest';
import { AccessToken } from '../token/access-token.ts';
import { tokenString } from './token-source.ts';

it('a token is known by its string, in whichever form it is handed in', () => {
  expect(tokenString(new AccessToken({ accessToken: 'abc', expiresAt: 0, lifetimeMs: 0 }))).toBe('abc');
  expect(tokenString('abc')).toBe('abc');
});
