import { createMockServer, type Fault } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { answer, freshClients, right } from './fresh-clients.ts';
import { answerUnderTest, tokenPath, urlOption } from './issuer-under-test.ts';
import { loopbackServer } from './loopback-server.ts';

const { server, events, getToken, failure } = await freshClients();

describe('the exchange', () => {
  it.each([300, 301, 302, 303, 307, 308])('follows no redirect: HTTP %i', async (status) => {
    await using elsewhere = await loopbackServer((_, response) => response.end('{"accessToken":"abc","expiresIn":60}'));
    for (const location of [elsewhere.origin, '/oauth2/token:generate']) {
      server.reset();
      server.fault({ route: 'token', fault: { kind: 'redirect', status, location } });
      expect(await failure()).toMatchObject({
        code: 'ERR_TOKEN_RESPONSE',
        reason: 'redirect',
        status,
        origin: server.url,
        retryable: false,
      });
      expect(server.counters().exchanges).toBe(1);
    }
    expect(elsewhere.seen).toEqual([]);
  });

  it('goes through the fetch that the client was given', async () => {
    const requests: Request[] = [];
    const transport: typeof fetch = async (input, init) => {
      requests.push(new Request(input, init));
      return new Response(answerUnderTest({ accessToken: 'abc', expiresIn: 60 }));
    };
    expect((await getToken({ fetch: transport }, 'https://api.example.com')).accessToken).toBe('abc');
    const [request, ...more] = requests;
    expect(more).toEqual([]);
    expect(request?.url).toBe(`https://api.example.com${tokenPath}`);
    // Nobody may store the answer, and nobody may follow it elsewhere.
    expect([request?.cache, request?.redirect]).toEqual(['no-store', 'manual']);
  });
});

describe('an answer', () => {
  it.each<[string, Fault]>([
    ['under a wrong content type', { kind: 'content-type', contentType: 'text/html' }],
    ['of exactly 64 KiB', { kind: 'oversized', bytes: 64 * 1024 }],
    ['of exactly 64 KiB, compressed', { kind: 'oversized', bytes: 64 * 1024, compressed: true }],
    ['with a byte-order mark', { kind: 'status', status: 200, text: `\uFEFF${answerUnderTest(right)}` }],
    ['with white space around', { kind: 'status', status: 200, text: ` \r\n${answerUnderTest(right)}\n` }],
    ['with other fields', answer({ ...right, tokenType: 'Bearer' })],
    ['with HTTP 201', { kind: 'status', status: 201, text: answerUnderTest(right) }],
    ['with the lifetime as digits', answer({ ...right, expiresIn: '86400' })],
    ['with a broken number of seconds', answer({ ...right, expiresIn: 3599.7 })],
    ['that lives one second', answer({ ...right, expiresIn: 1 })],
    ['that is dripped', { kind: 'drip', chunkBytes: 16, intervalMs: 1 }],
  ])('%s is accepted', async (_, fault) => {
    server.fault({ route: 'token', fault });
    expect((await getToken()).accessToken).toMatch(/^[!-~]+$/);
    expect(server.counters().exchanges).toBe(1);
  });

  const once = 1;
  const twice = 2;

  it.each<[string, Fault, string, number]>([
    ['HTML', { kind: 'html' }, 'html', once],
    ['HTML under a JSON type', { kind: 'status', status: 200, text: '\n<html>canary</html>' }, 'html', once],
    ['of more than 64 KiB', { kind: 'oversized', bytes: 64 * 1024 + 1 }, 'too-large', once],
    [
      'of more than 64 KiB once unpacked',
      { kind: 'oversized', bytes: 64 * 1024 + 1, compressed: true },
      'too-large',
      once,
    ],
    ['of 64 MiB', { kind: 'oversized', bytes: 64 * 1024 * 1024 }, 'too-large', once],
    ['cut JSON', { kind: 'truncate', framing: 'intact' }, 'json', twice],
    ['without a body', { kind: 'empty' }, 'empty', twice],
    ['HTTP 204', { kind: 'empty', status: 204 }, 'empty', twice],
    ['blank', { kind: 'status', status: 200, text: ' \n' }, 'empty', twice],
    ['words', { kind: 'status', status: 200, text: 'canary' }, 'json', twice],
    ['null', answer(null), 'access-token-missing', twice],
    ['a string', answer('canary'), 'access-token-missing', twice],
    ['a list', answer([right]), 'access-token-missing', twice],
    ['without a token', answer({ expiresIn: 60 }), 'access-token-missing', twice],
    ['with null for a token', answer({ ...right, accessToken: null }), 'access-token-missing', twice],
    ['with a number for a token', answer({ ...right, accessToken: 42 }), 'access-token-missing', twice],
    ['with an empty token', answer({ ...right, accessToken: '' }), 'access-token-missing', twice],
    ['with a blank token', answer({ ...right, accessToken: ' \t' }), 'access-token-missing', twice],
    ['with CR in the token', answer({ ...right, accessToken: 'canary\r' }), 'access-token-invalid', once],
    ['with LF in the token', answer({ ...right, accessToken: 'canary\n' }), 'access-token-invalid', once],
    [
      'with a header in the token',
      answer({ ...right, accessToken: 'canary\r\nX-Evil: 1' }),
      'access-token-invalid',
      once,
    ],
    ['with NUL in the token', answer({ ...right, accessToken: 'canary\0' }), 'access-token-invalid', once],
    ['with a space in the token', answer({ ...right, accessToken: 'canary x' }), 'access-token-invalid', once],
    ['with an umlaut in the token', answer({ ...right, accessToken: 'canaryü' }), 'access-token-invalid', once],
    [
      'with 16,385 characters',
      answer({ ...right, accessToken: 'canary'.padEnd(16_385, 'x') }),
      'access-token-invalid',
      once,
    ],
    ['without a lifetime', answer({ accessToken: 'abc' }), 'expires-in-missing', once],
    ['with a negative lifetime', answer({ ...right, expiresIn: -1 }), 'expires-in-invalid', once],
    ['with a lifetime of "NaN"', answer({ ...right, expiresIn: 'NaN' }), 'expires-in-invalid', once],
    ['with an object for a lifetime', answer({ ...right, expiresIn: {} }), 'expires-in-invalid', once],
  ])('%s is ERR_TOKEN_RESPONSE, not echoed', async (_, fault, reason, exchanges) => {
    server.fault({ route: 'token', times: Infinity, fault });
    const error = await failure();
    expect(error).toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason, origin: server.url });
    expect(error.message).toMatch(new RegExp(`^Token endpoint .+ at ${server.url}: .+\\.$`));
    expect(`${error.stack}${JSON.stringify([error, events])}`).not.toContain('canary');
    expect(server.counters().exchanges).toBe(exchanges);
  });
});

describe('a network that fails', () => {
  it('because nobody listens names the origin and says what to check', async () => {
    const closed = await createMockServer();
    const { url } = closed;
    await closed.close();
    const error = await failure({}, url);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_NETWORK', reason: 'refused', origin: url });
    expect(error.message).toMatch(new RegExp(`${url}.*check ${urlOption}`));
    expect(events.filter(({ type }) => type === 'exchange-failed')).toHaveLength(3);
  });

  it('because the host does not exist names it and says what to check, and is not tried again', async () => {
    const error = await failure({}, 'https://does-not-exist.invalid');
    expect(error).toMatchObject({ code: 'ERR_TOKEN_NETWORK', reason: 'dns' });
    expect(error.message).toMatch(new RegExp(`does-not-exist\\.invalid.*check ${urlOption}`));
    // A machine without a name server cannot know that the host does not exist, and may try again.
    const attempts = error.retryable ? 3 : 1;
    expect(events.filter(({ type }) => type === 'exchange-failed')).toHaveLength(attempts);
  });
});
