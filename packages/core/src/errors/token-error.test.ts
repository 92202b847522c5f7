import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { TokenErrorCode } from './meaning.ts';
import { TokenError } from './token-error.ts';

const facts = {
  code: 'ERR_TOKEN_SERVER',
  reason: 'server_error',
  status: 503,
  retryAfterMs: 2000,
  origin: 'https://api.example.com',
} as const;

describe('TokenError', () => {
  it('is an Error that carries its facts', () => {
    const error = new TokenError('Token endpoint failed.', facts);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'TokenError', message: 'Token endpoint failed.', ...facts });
  });

  it('takes no cause and nothing that is not on the list', () => {
    const error = new TokenError('x', Object.assign({ cause: 'canary', request: 'canary' }, facts));
    expect(inspect(error, { showHidden: true, depth: Infinity })).not.toContain('canary');
  });

  it('begins its stack with its own name', () => {
    expect(new TokenError('why', facts).stack).toMatch(/^TokenError: why\n/);
  });

  it('shows its facts in JSON', () => {
    expect(JSON.parse(JSON.stringify(new TokenError('why', facts)))).toEqual({
      name: 'TokenError',
      message: 'why',
      retryable: true,
      ...facts,
    });
  });

  it('has no property for a fact that is not known', () => {
    expect(Object.keys(new TokenError('x', { code: 'ERR_TOKEN_CLOSED', reason: undefined }))).toEqual([
      'retryable',
      'code',
    ]);
  });

  it('does not put properties that others hang on it into JSON', () => {
    expect(JSON.stringify(Object.assign(new TokenError('x', facts), { config: 'canary' }))).not.toContain('canary');
  });

  it.each<[TokenErrorCode, boolean]>([
    ['ERR_TOKEN_CREDENTIALS', false],
    ['ERR_TOKEN_REQUEST', false],
    ['ERR_TOKEN_FORBIDDEN', false],
    ['ERR_TOKEN_NOT_FOUND', false],
    ['ERR_TOKEN_RATE_LIMITED', true],
    ['ERR_TOKEN_SERVER', true],
    ['ERR_TOKEN_NETWORK', true],
    ['ERR_TOKEN_TIMEOUT', true],
    ['ERR_TOKEN_RESPONSE', false],
    ['ERR_TOKEN_LIFETIME', false],
    ['ERR_TOKEN_CLOSED', false],
    ['ERR_TOKEN_CONFIG', false],
  ])('%s is retryable: %s, unless told otherwise', (code, retryable) => {
    expect(new TokenError('x', { code }).retryable).toBe(retryable);
    expect(new TokenError('x', { code, retryable: !retryable }).retryable).toBe(!retryable);
  });

  it('is recognised across copies by name and code', () => {
    const foreign = Object.assign(new Error('x'), { name: 'TokenError', code: 'ERR_TOKEN_SERVER' });
    expect(TokenError.isInstance(foreign)).toBe(true);
    expect(TokenError.isInstance(new TokenError('x', facts))).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'TokenError'],
    ['an Error', new Error('x')],
    ['a code alone', Object.assign(new Error('x'), { code: 'ERR_TOKEN_SERVER' })],
    ['a name alone', Object.assign(new Error('x'), { name: 'TokenError' })],
    ['a foreign code', Object.assign(new Error('x'), { name: 'TokenError', code: 'ERR_OTHER' })],
  ])('is not recognised in %s', (_, value) => {
    expect(TokenError.isInstance(value)).toBe(false);
  });
});
