import { describe, expect, it } from 'vitest';
import { plainNames } from './endpoint.ts';
import { statusError } from './status-error.ts';

const origin = 'https://api.example.com';
const at = { origin, names: plainNames };

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
    expect(statusError(status, at)).toMatchObject({ code, status, retryable, origin });
  });

  it.each([302, 401, 403, 404, 418, 429, 500])('says status, origin and a remedy for HTTP %i', (status) => {
    expect(statusError(status, at).message).toMatch(
      new RegExp(`^Token endpoint .+ \\(HTTP ${status}[^)]*\\) at ${origin}: .+\\.$`),
    );
  });

  it('carries how long the server asked to be left alone', () => {
    expect(statusError(429, at, { retryAfterMs: 7000 })).toMatchObject({ retryAfterMs: 7000 });
  });

  it('lets an issuer say more than the status, and names its reason', () => {
    const error = statusError(400, at, { code: 'ERR_TOKEN_CREDENTIALS', reason: 'invalid_client' });
    expect(error).toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', reason: 'invalid_client', status: 400 });
    expect(error.message).toContain('invalid_client');
  });

  it('calls a redirect a redirect, whatever the issuer says', () => {
    const error = statusError(302, at, { code: 'ERR_TOKEN_SERVER', reason: 'server_error' });
    expect(error).toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason: 'redirect' });
  });

  it('names the options of the issuer at hand, and what looks odd about the credentials', () => {
    const names = { credentials: 'appId and appSecret', url: 'baseUrl' };
    expect(statusError(401, { origin, names }).message).toMatch(/: check appId and appSecret\.$/);
    expect(statusError(404, { origin, names }).message).toMatch(/: check baseUrl\.$/);
    expect(statusError(401, { origin, names, hint: 'appSecret ends with a space' }).message).toMatch(
      /: check appId and appSecret; appSecret ends with a space\.$/,
    );
  });

  it('takes an error that a body tells under status 200 as if under 400, unless the issuer says more', () => {
    expect(statusError(200, at, { reason: 'invalid_scope' })).toMatchObject({ code: 'ERR_TOKEN_REQUEST', status: 200 });
  });
});
