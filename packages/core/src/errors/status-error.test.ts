import { describe, expect, it } from 'vitest';
import { statusError } from './status-error.ts';

const origin = 'https://api.example.com';

describe('statusError', () => {
  it.each([
    [300, 'ERR_TOKEN_RESPONSE', false],
    [301, 'ERR_TOKEN_RESPONSE', false],
    [304, 'ERR_TOKEN_RESPONSE', false],
    [307, 'ERR_TOKEN_RESPONSE', false],
    [399, 'ERR_TOKEN_RESPONSE', false],
    [400, 'ERR_TOKEN_REQUEST', false],
    [401, 'ERR_TOKEN_CREDENTIALS', false],
    [402, 'ERR_TOKEN_REQUEST', false],
    [403, 'ERR_TOKEN_FORBIDDEN', false],
    [404, 'ERR_TOKEN_NOT_FOUND', false],
    [405, 'ERR_TOKEN_NOT_FOUND', false],
    [408, 'ERR_TOKEN_SERVER', true],
    [409, 'ERR_TOKEN_REQUEST', false],
    [410, 'ERR_TOKEN_NOT_FOUND', false],
    [413, 'ERR_TOKEN_REQUEST', false],
    [415, 'ERR_TOKEN_REQUEST', false],
    [422, 'ERR_TOKEN_REQUEST', false],
    [425, 'ERR_TOKEN_SERVER', true],
    [429, 'ERR_TOKEN_RATE_LIMITED', true],
    [451, 'ERR_TOKEN_REQUEST', false],
    [500, 'ERR_TOKEN_SERVER', true],
    [502, 'ERR_TOKEN_SERVER', true],
    [503, 'ERR_TOKEN_SERVER', true],
    [504, 'ERR_TOKEN_SERVER', true],
    [599, 'ERR_TOKEN_SERVER', true],
  ])('gives HTTP %i the code %s, retryable: %s', (status, code, retryable) => {
    expect(statusError(status, origin)).toMatchObject({ code, status, retryable, origin });
  });

  it.each([302, 401, 403, 404, 418, 429, 500])('says status, origin and a remedy for HTTP %i', (status) => {
    expect(statusError(status, origin).message).toMatch(
      new RegExp(`^Token endpoint .+ \\(HTTP ${status}[^)]*\\) at ${origin}: .+\\.$`),
    );
  });

  it('carries how long the server asked to be left alone', () => {
    expect(statusError(429, origin, { retryAfterMs: 7000 })).toMatchObject({ retryAfterMs: 7000 });
  });

  it('lets an issuer say more than the status, and names its reason', () => {
    const error = statusError(400, origin, { code: 'ERR_TOKEN_CREDENTIALS', reason: 'invalid_client' });
    expect(error).toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', reason: 'invalid_client', status: 400 });
    expect(error.message).toContain('invalid_client');
  });

  it('calls a redirect a redirect, whatever the issuer says', () => {
    const error = statusError(302, origin, { code: 'ERR_TOKEN_SERVER', reason: 'x' });
    expect(error).toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason: 'redirect' });
  });
});
