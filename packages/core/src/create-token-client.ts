import { GuardedCache } from './cache/guarded-cache.ts';
import { Background } from './concurrency/background.ts';
import { completeClock, systemClock } from './concurrency/clock.ts';
import { RunningTime } from './concurrency/running-time.ts';
import { safeListener } from './events.ts';
import { Credentials } from './flight/credentials.ts';
import { obtainToken } from './flight/obtain-token.ts';
import { Rest } from './flight/rest.ts';
import { SharedTokens } from './flight/shared-tokens.ts';
import { requireOrigins } from './http/allowed-origin.ts';
import { apiBaseUrl } from './http/api-base-url.ts';
import { createAuthorizedFetch } from './http/authorized-fetch.ts';
import { readIssuer } from './issuer/read-issuer.ts';
import { TokenKeeper } from './keeper/token-keeper.ts';
import { checkOptions, type TokenClientOptions } from './options.ts';
import { KeptTokenClient, type TokenClient } from './token-client.ts';
import type { FreshnessPolicy } from './token/freshness.ts';

/**
 * The default margins. Five minutes are enough to notice and fix an outage of the issuer before anybody is without a token.
 * In its last half minute a token may expire on its way to the API.
 *
 * Why: docs/why.md#refresh-window, docs/why.md#leeway
 */
export const defaultPolicy: FreshnessPolicy = { refreshWindowMs: 300_000, expiryLeewayMs: 30_000 };

/**
 * Makes a token client. Make one per set of credentials and keep it. This does no I/O: the first `getToken` or `fetch` makes
 * the first exchange.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and what to do
 */
export function createTokenClient(given: TokenClientOptions): TokenClient {
  const options = checkOptions(given);
  const { cache, fetch } = options;
  const issuer = readIssuer(options.issuer);
  const clock = options.clock === undefined ? systemClock : completeClock(options.clock);
  const onEvent = safeListener(options.onEvent, options.name);
  const random = Math.random;
  const ownOrigins = options.apiOrigins === undefined ? undefined : requireOrigins(options.apiOrigins);
  const apiOrigins = (): readonly string[] => ownOrigins ?? requireOrigins(issuer.apiOrigins, issuer.allowInsecure);
  const policy: FreshnessPolicy = {
    ...defaultPolicy,
    refreshWindowMs: options.refreshWindowMs ?? defaultPolicy.refreshWindowMs,
    // Up to a quarter less per client, so that many do not refresh at once. (docs/why.md#jitter-of-the-window)
    windowShare: 1 - random() / 4,
  };

  // Why: docs/why.md#timeout
  const timeoutMs = options.timeoutMs ?? 10_000;

  // A cache that hangs leaves three quarters of the time for the exchange. (docs/why.md#cache-calls)
  const guarded = cache && new GuardedCache(cache, { clock, onEvent, longestMs: timeoutMs / 4 });
  const background = new Background(clock);
  const parts = {
    issuer,
    clock,
    onEvent,
    random,
    fetch,
    background,
    credentials: new Credentials(issuer),
    rest: new Rest(clock, onEvent),
    shared: guarded && new SharedTokens({ cache: guarded, policy, clock, onEvent }),
  };
  const keeper = new TokenKeeper({
    obtain: (order) => background.add(obtainToken(order, parts)),
    settled: () => background.settled(),
    policy,
    timeoutMs,
    running: new RunningTime(clock),
    onEvent,
    origin: () => issuer.origin,
  });
  const authorizedFetch = createAuthorizedFetch({
    tokenAtHand: () => keeper.hits.token,
    getToken: (wanted) => keeper.getToken(wanted),
    invalidate: (rejected) => void keeper.invalidate(rejected.accessToken),
    places: () => ({ apiOrigins: apiOrigins(), apiBaseUrl: apiBaseUrl(apiOrigins(), issuer.apiBaseUrl) }),
    present: issuer.present,
    override: options.override ?? false,
    onEvent,
    fetch,
    clock,
    // What most calls send is far below; a thousand calls at once still fit into memory. (docs/why.md#replay)
    maxReplayBytes: options.maxReplayBytes ?? 1024 * 1024,
  });
  return new KeptTokenClient({ keeper, fetch: authorizedFetch, policy, clock, onEvent, issuer, apiOrigins });
}
