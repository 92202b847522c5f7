import { AccessToken, TokenError, type TokenClient } from '@tokenkeep/core';

/** Options of {@link fakeTokenClient}. */
export interface FakeTokenClientOptions {
  /** The token that `getToken` resolves to. Default: `fake-token`. */
  readonly accessToken?: string | undefined;
  /** Its life, milliseconds. Default: 3 600 000 (an hour). */
  readonly lifetimeMs?: number | undefined;
  /** Answers `client.fetch`; the request that it gets carries the bearer. Default: rejects, so that no test reaches a network. */
  readonly fetch?: ((request: Request) => Response | Promise<Response>) | undefined;
  /** What `getToken` and `fetch` reject with, to test how the application takes it. Default: nothing. */
  readonly error?: TokenError | undefined;
}

/**
 * A token client for tests, that knows no issuer and no network:
 * `overrideProvider(getTokenClientToken()).useValue(fakeTokenClient())`.
 */
export function fakeTokenClient(options: FakeTokenClientOptions = {}): TokenClient {
  const { accessToken = 'fake-token', lifetimeMs = 3_600_000, fetch: answer = noAnswer, error } = options;
  const expiresAt = Date.now() + lifetimeMs;
  const token = new AccessToken({ accessToken, expiresAt, lifetimeMs });
  let closed = false;

  const getToken: TokenClient['getToken'] = async ({ signal } = {}) => {
    signal?.throwIfAborted();
    if (closed) throw new TokenError('Token client is closed: close it later.', { code: 'ERR_TOKEN_CLOSED' });
    if (error !== undefined) throw error;
    return token;
  };
  return {
    getToken,
    async fetch(input, init) {
      const request = new Request(input, init);
      if (request.headers.has('authorization')) return answer(request);
      request.headers.set('authorization', `Bearer ${(await getToken({ signal: request.signal })).accessToken}`);
      return answer(request);
    },
    async invalidate() {},
    status() {
      const { expiresIn } = token;
      if (closed || error !== undefined || expiresIn === 0) {
        return { state: 'none', refreshing: false, expiresAt: undefined, refreshAt: undefined, expiresIn: 0 };
      }
      return { state: 'fresh', refreshing: false, expiresAt, refreshAt: expiresAt, expiresIn };
    },
    async close() {
      closed = true;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
    },
  };
}

function noAnswer(request: Request): never {
  const { origin } = new URL(request.url);
  throw new TokenError(`fakeTokenClient() has no answer for ${origin}: pass { fetch } to give one.`, {
    code: 'ERR_TOKEN_CONFIG',
  });
}
