import { deriveCacheKeys, type CacheKeys } from '../cache/cache-key.ts';
import { open, seal } from '../cache/envelope.ts';
import type { GuardedCache } from '../cache/guarded-cache.ts';
import type { TokenCacheLock } from '../cache/token-cache.ts';
import type { FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import type { TokenEventListener } from '../events.ts';
import { readCredentials } from '../issuer/read-credentials.ts';
import type { TokenExchange, TokenIssuer } from '../issuer/token-issuer.ts';
import { AccessToken, type AccessTokenFields } from '../token/access-token.ts';
import { freshness, type FreshnessPolicy } from '../token/freshness.ts';
import type { Secret } from '../token/secret.ts';
import { type TokenRequest, type TokenSource } from './token-source.ts';

/** What a {@link CachedTokenSource} is made of. */
export interface CachedTokenSourceOptions {
  readonly inner: TokenSource;
  readonly cache: GuardedCache;
  readonly issuer: TokenIssuer;
  readonly policy: FreshnessPolicy;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
  readonly random: () => number;
}

/** A request under way: the deadline is set, the credentials are read, the keys are derived. */
interface Work extends TokenRequest {
  readonly deadline: Deadline;
  readonly exchange: TokenExchange;
  readonly keys: CacheKeys;
}

/**
 * A holder that is stopped never finishes. When no more than these parts of the time are left, one of those who wait
 * takes a spare lock, and exchanges beside the holder: never all of them, however slow the issuer.
 */
const spareLocksAt = [0.5, 0.35, 0.2];
/** How often the one who exchanges beside looks whether the holder has finished after all. */
const lookMs = 500;

/** The longest that publishing and unlocking take with a cache that hangs. */
const publishMs = 1100;

/**
 * Shares tokens across processes: read the cache, else take its lock, read again, exchange, publish. Whoever does not
 * get the lock waits for the holder's token.
 */
export class CachedTokenSource implements TokenSource {
  readonly #options: CachedTokenSourceOptions;
  #derived: { readonly secret: Secret; readonly identity: string; readonly keys: CacheKeys } | undefined;

  constructor(options: CachedTokenSourceOptions) {
    this.#options = options;
  }

  async getToken(request: TokenRequest & { readonly deadline: Deadline }): Promise<AccessToken> {
    const { issuer, inner } = this.#options;
    const exchange = request.exchange ?? (await readCredentials(issuer, request.deadline));
    const keys = await this.#keys(exchange).catch(() => undefined);
    // Without WebCrypto nothing can be sealed, so nothing is stored.
    if (keys === undefined) return inner.getToken({ ...request, exchange });
    const work: Work = { ...request, exchange, keys };
    return (await this.#read(work)) ?? this.#takeTurns(work);
  }

  async invalidate(rejected: AccessToken | string): Promise<void> {
    void rejected;
  }

  async #takeTurns(work: Work): Promise<AccessToken> {
    const { cache, clock, random } = this.#options;
    const { deadline, keys } = work;
    const startedAt = clock.monotonic();
    const wholeMs = deadline.remainingMs;
    for (let waits = 0; ; waits += 1) {
      const spares = spareLocksAt.filter((part) => !(deadline.remainingMs > wholeMs * part)).length;
      for (let spare = 0; spare <= spares; spare += 1) {
        const lockKey = spare === 0 ? keys.cacheKey : `${keys.cacheKey}-${spare}`;
        const lock = await cache.lock(lockKey, deadline.remainingMs + publishMs);
        if (lock === undefined) continue;
        if (waits > 0) this.#waited(startedAt, spare === 0 ? 'acquired' : 'gave-up');
        return spare === 0 ? this.#exchangeHolding(lock, work) : this.#exchangeBeside(lock, work);
      }
      await deadline.sleep(Math.min(25 * 1.3 ** waits, 500) * (0.5 + random()));
      const shared = await this.#read(work);
      if (shared === undefined) continue;
      this.#waited(startedAt, 'shared');
      return shared;
    }
  }

  async #exchangeHolding(lock: TokenCacheLock, work: Work): Promise<AccessToken> {
    let publishing: Promise<void> | undefined;
    try {
      const shared = await this.#read(work);
      if (shared !== undefined) return shared;
      const token = await this.#options.inner.getToken(work);
      publishing = this.#publish(token, work.keys);
      return token;
    } finally {
      await this.#inTime(
        work.deadline,
        (publishing ?? Promise.resolve()).then(() => lock.release()),
      );
    }
  }

  async #exchangeBeside(lock: TokenCacheLock, work: Work): Promise<AccessToken> {
    let over = false;
    const own = this.#exchangeHolding(lock, work);
    const look = async (): Promise<AccessToken> => {
      await work.deadline.sleep(lookMs);
      if (over) return own;
      return (await this.#read(work)) ?? look();
    };
    return Promise.race([own, look()]).finally(() => {
      over = true;
    });
  }

  async #publish({ accessToken, expiresAt, lifetimeMs }: AccessToken, keys: CacheKeys): Promise<void> {
    const sealed = await seal({ accessToken, expiresAt, lifetimeMs }, keys).catch(() => undefined);
    if (sealed !== undefined) await this.#options.cache.set(keys.cacheKey, sealed, expiresAt);
  }

  /** Waits for the cache unless the deadline is so near that a cache which hangs would cost the token just got. */
  async #inTime(deadline: Deadline, work: Promise<void>): Promise<void> {
    if (deadline.remainingMs > publishMs) await work;
  }

  async #stored(keys: CacheKeys): Promise<AccessTokenFields | undefined> {
    const value = await this.#options.cache.get(keys.cacheKey);
    return value === undefined ? undefined : open(value, keys);
  }

  async #read({ keys, replacing, rejected, minLifetimeMs = 0 }: Work): Promise<AccessToken | undefined> {
    const { clock, policy, onEvent } = this.#options;
    const stored = await this.#stored(keys);
    if (stored === undefined) return undefined;
    const { accessToken, expiresAt, lifetimeMs } = stored;
    const remainingMs = expiresAt - clock.now();
    if (!(remainingMs > minLifetimeMs)) return undefined;
    // More left than was granted: a clock was set back, and nobody knows how old the token is.
    if (!(remainingMs <= lifetimeMs + Math.min(policy.expiryLeewayMs, lifetimeMs / 10))) return undefined;
    if (replacing !== undefined) {
      if (freshness({ remainingMs, lifetimeMs }, policy) !== 'fresh') return undefined;
      const same = accessToken === replacing.accessToken;
      // The same answer that is being replaced; a later answer of a sticky issuer grants less.
      if (same && (rejected === true || lifetimeMs >= replacing.lifetimeMs)) return undefined;
    }
    onEvent({ type: 'cache-hit', remainingMs });
    return new AccessToken(stored, clock);
  }

  async #keys(exchange: TokenExchange): Promise<CacheKeys> {
    const { secret } = exchange;
    if (secret === undefined) throw new Error('nothing to seal with');
    const identity = JSON.stringify(exchange.identity);
    if (this.#derived?.identity !== identity || !this.#derived.secret.equals(secret)) {
      this.#derived = { secret, identity, keys: await deriveCacheKeys({ identity: exchange.identity, secret }) };
    }
    return this.#derived.keys;
  }

  #waited(startedAt: number, outcome: 'shared' | 'acquired' | 'gave-up'): void {
    const { clock, onEvent } = this.#options;
    onEvent({ type: 'lock-waited', durationMs: clock.monotonic() - startedAt, outcome });
  }
}
