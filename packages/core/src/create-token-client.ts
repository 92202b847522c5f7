import { completeClock, systemClock } from './concurrency/clock.ts';
import { safeListener } from './events.ts';
import { requireOrigins } from './http/allowed-origin.ts';
import { lazyFetch } from './http/lazy-fetch.ts';
import { checkOptions, type TokenClientOptions } from './options.ts';
import { LazyTokenSource } from './source/lazy-token-source.ts';
import { ReuseTokenSource } from './source/reuse-token-source.ts';
import { SourceTokenClient, type TokenClient } from './token-client.ts';
import type { FreshnessPolicy } from './token/freshness.ts';

/**
 * Makes a token client: reuse (in the process) around cool-down (after a failure) around cached (across processes)
 * around the issuer. It does no I/O; the first exchange is made by the first `getToken`, and what only an exchange or
 * `fetch` needs is loaded then.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and the remedy
 */
export function createTokenClient(given: TokenClientOptions): TokenClient {
  const options = checkOptions(given);
  const { issuer, cache, fetch } = options;
  const clock = options.clock === undefined ? systemClock : completeClock(options.clock);
  const onEvent = safeListener(options.onEvent);
  const random = Math.random;
  // Copied, so that nobody can add to the list that was checked.
  const apiOrigins = options.apiOrigins && [...options.apiOrigins];
  const policy: FreshnessPolicy = {
    refreshWindowMs: options.refreshWindowMs ?? 300_000,
    windowShare: 1 - random() / 4,
    expiryLeewayMs: 30_000,
  };

  const exchanging = new LazyTokenSource(async () => {
    const { exchangingTokenSource } = await import('./source/exchanging-token-source.ts');
    return exchangingTokenSource({ issuer, cache, policy, clock, onEvent, random, fetch });
  });
  const source = new ReuseTokenSource({
    inner: exchanging,
    policy,
    timeoutMs: options.timeoutMs ?? 10_000,
    clock,
    onEvent,
    origin: () => issuer.origin,
  });
  const originsOf = (): readonly string[] => apiOrigins ?? requireOrigins(issuer.apiOrigins, issuer.allowInsecure);
  const baseUrlOf = (): string | undefined => {
    const [origin, ...others] = originsOf();
    if (origin === undefined || others.length > 0) return undefined;
    const own = issuer.apiBaseUrl;
    return own !== undefined && new URL(own).origin === origin ? own : origin;
  };
  const authorizedFetch = lazyFetch(async () => {
    const { createAuthorizedFetch } = await import('./http/authorized-fetch.ts');
    return createAuthorizedFetch({
      getToken: (request) => source.getToken(request),
      invalidate: (rejected) => source.invalidate(rejected),
      apiOrigins: originsOf,
      fetch,
    });
  });
  return new SourceTokenClient({ source, fetch: authorizedFetch, policy, clock, onEvent, apiOrigins: originsOf, apiBaseUrl: baseUrlOf });
}
