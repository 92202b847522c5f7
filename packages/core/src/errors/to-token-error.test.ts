import { describe, expect, it } from 'vitest';
import { plainNames } from './endpoint.ts';
import { TokenError } from './token-error.ts';
import { toTokenError } from './to-token-error.ts';

const origin = 'https://api.example.com';
const at = { origin, names: plainNames };

/** What Node's fetch throws: the system's error is the cause. */
function node(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`canary ${code}`), { code }) });
}

/** What Deno's fetch throws: no code, and the URL in the words. */
function deno(words: string, url = 'https://reset-cert.example/canary'): TypeError {
  return new TypeError('fetch failed', { cause: new Error(`error sending request for url (${url}): ${words}`) });
}

describe('toTokenError', () => {
  it.each([
    ['Node', node('ENOTFOUND'), 'dns', false],
    ['Node', node('EAI_AGAIN'), 'dns', true],
    ['Node', node('ECONNREFUSED'), 'refused', true],
    ['Node', node('ECONNRESET'), 'reset', true],
    ['Node', node('EPIPE'), 'reset', true],
    ['Node', node('UND_ERR_SOCKET'), 'reset', true],
    ['Node', node('CERT_HAS_EXPIRED'), 'tls', false],
    ['Node', node('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls', false],
    ['Node', node('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls', false],
    ['Node', node('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'tls', false],
    ['Node', node('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls', false],
    ['Node', node('ETIMEDOUT'), 'other', true],
    ['Node', node('UND_ERR_CONNECT_TIMEOUT'), 'other', true],
    ['Bun', Object.assign(new TypeError('x'), { code: 'ConnectionRefused' }), 'refused', true],
    ['Bun', Object.assign(new TypeError('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'tls', false],
    ['Deno', deno('dns error: failed to lookup address information: Name or service not known'), 'dns', false],
    ['Deno', deno('dns error: failed to lookup address information: Temporary failure'), 'dns', true],
    ['Deno', deno('tcp connect error: Connection refused (os error 111)'), 'refused', true],
    ['Deno', deno('Connection reset by peer (os error 104)'), 'reset', true],
    ['Deno', deno('invalid peer certificate: UnknownIssuer'), 'tls', false],
    ['Deno', deno('operation timed out'), 'other', true],
    ['an unknown runtime', 'a string', 'other', true],
    ['an unknown runtime', undefined, 'other', true],
    ['an unknown runtime', null, 'other', true],
  ])('reads what %s throws (%s) as %s, retryable: %s', (_, thrown, reason, retryable) => {
    const error = toTokenError(thrown, at);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_NETWORK', reason, retryable, origin });
    expect(error.message).toMatch(new RegExp(`\\(${reason}\\) at ${origin}: .+\\.$`));
  });

  it('passes nothing of the error on, and no cause', () => {
    const error = toTokenError(deno('canary'), at);
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain('canary');
    expect(error.cause).toBeUndefined();
  });

  it('sees through errors of another realm, as in a test runner with its own globals', () => {
    const foreign = { message: 'fetch failed', cause: { code: 'ENOTFOUND' } };
    expect(toTokenError(foreign, at).reason).toBe('dns');
  });

  it('ends on a chain of causes that bites its tail', () => {
    const error: { cause?: unknown } = {};
    error.cause = error;
    expect(toTokenError(error, at).reason).toBe('other');
  });

  it("leaves core's own errors as they are", () => {
    const error = new TokenError('x', { code: 'ERR_TOKEN_CLOSED' });
    expect(toTokenError(error, at)).toBe(error);
  });

  it.each([
    ['a system code of Node', node('ECONNREFUSED'), 'ECONNREFUSED'],
    ['a code of undici', node('UND_ERR_SOCKET'), 'UND_ERR_SOCKET'],
    ['a code of Bun', Object.assign(new Error('x'), { code: 'ConnectionRefused' }), 'ConnectionRefused'],
    ['no code', new TypeError('fetch failed'), undefined],
    ['what is none', Object.assign(new Error('x'), { code: 'canary secret' }), undefined],
  ])('keeps %s as its detail', (_, thrown, detail) => {
    const error = toTokenError(thrown, at);
    expect(error.code).toBe('ERR_TOKEN_NETWORK');
    expect(error.detail).toBe(detail);
  });

  it.each([
    ['Node', new TypeError('fetch failed')],
    ['Deno', new TypeError('error sending request for url (https://canary.example/): client error (Connect)')],
    ['Chromium', new TypeError('Failed to fetch')],
    ['Safari', new TypeError('Load failed')],
    ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
    ['workerd', new Error('Network connection lost.')],
    ['undici, in a body', new TypeError('terminated')],
  ])('takes what %s throws when it cannot connect for a failure of the network', (_, thrown) => {
    expect(toTokenError(thrown, at)).toMatchObject({ code: 'ERR_TOKEN_NETWORK', retryable: true });
  });

  it.each([
    ['a wrong call', new TypeError("Cannot read properties of undefined (reading 'canary')"), 'TypeError'],
    ['a name that does not exist', new ReferenceError('canary is not defined'), 'ReferenceError'],
    [
      'a signal of jsdom',
      new TypeError('RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.'),
      'TypeError',
    ],
    ['a blocked port', new TypeError('fetch failed', { cause: new Error('bad port') }), 'TypeError'],
    ['a Request of another undici', node('UND_ERR_INVALID_ARG'), 'UND_ERR_INVALID_ARG'],
    ['the same behind an error of ky', Object.assign(new Error('x', { cause: new TypeError('canary') })), 'TypeError'],
  ])('takes %s for a mistake in the program, not worth a retry', (_, thrown, detail) => {
    const error = toTokenError(thrown, at);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_CONFIG', reason: 'fetch', retryable: false, detail, origin });
    expect(error.message).toMatch(/look at the option fetch/);
    expect(JSON.stringify(error)).not.toContain('canary');
    expect(toTokenError(thrown, at, 'issuer').message).toMatch(/look at the issuer's exchange\(\)/);
  });
});
