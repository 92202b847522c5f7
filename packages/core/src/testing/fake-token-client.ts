import { systemClock, type Clock } from '../concurrency/clock.ts';
import { configError } from '../errors/config-error.ts';
import { TokenError } from '../errors/token-error.ts';
import { AccessToken } from '../token/access-token.ts';
import type { TokenClient, TokenStatus } from '../token-client.ts';

/** Options of {@link fakeTokenClient}. */
export interface FakeTokenClientOptions {
  /** The token that `getToken` resolves to. Default: `fake-token`. */
  readonly accessToken?: string | undefined;
  /** Its lifetime, in milliseconds. Default: 3 600 000 (an hour). */
  readonly lifetimeMs?: number | undefined;
  /** Answers `client.fetch`. It gets a `Request` with the token. Default: rejects, so that no test uses the network. */
  readonly fetch?: ((request: Request) => Response | Promise<Response>) | undefined;
  /** The base of a path given to `client.fetch`. Default: `https://api.example`, a name that does not exist. */
  readonly apiBaseUrl?: string | undefined;
  /** The error that `getToken` and `fetch` reject with, to test how the application handles it. Default: none. */
  readonly error?: TokenError | undefined;
  /** The clock that the token's lifetime counts on, such as a `FakeClock`. Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** A token client for unit tests of code that uses one. It needs no issuer, no credentials and no network. */
export function fakeTokenClient(options: FakeTokenClientOptions = {}): TokenClient {
  const { accessToken = 'fake-token', lifetimeMs = 3_600_000, fetch: answer = noAnswer, error } = options;
  const { apiBaseUrl = 'https://api.example', clock = systemClock } = options;
  const startedAt = clock.now();
  const expiresAt = startedAt + lifetimeMs;
  const token = new AccessToken({ accessToken, expiresAt, lifetimeMs }, clock);
  let closed = false;

  const getToken: TokenClient['getToken'] = async ({ signal } = {}) => {
    signal?.throwIfAborted();
    if (closed) throw new TokenError('Token client is closed: close it later.', { code: 'ERR_TOKEN_CLOSED' });
    if (error !== undefined) throw error;
    return token;
  };
  const none: TokenStatus = {
    state: 'none',
    refreshing: false,
    expiresAt: undefined,
    refreshAt: undefined,
    expiresIn: 0,
    ...(error === undefined ? {} : { lastError: { code: error.code, at: startedAt } }),
  };
  return {
    apiOrigins: [new URL(apiBaseUrl).origin],
    apiBaseUrl,
    getToken,
    async fetch(input, init) {
      const relative = typeof input === 'string' && input.startsWith('/');
      const request = new Request(relative ? apiBaseUrl + input : input, init);
      if (request.headers.has('authorization')) return answer(request);
      request.headers.set('authorization', `Bearer ${(await getToken({ signal: request.signal })).accessToken}`);
      return answer(request);
    },
    async invalidate() {},
    status() {
      const { expiresIn } = token;
      if (closed || error !== undefined || expiresIn === 0) return none;
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
  throw configError(`fakeTokenClient() has no answer for ${origin}: pass { fetch } to give one.`);
}
