import type { CacheKeys } from '../cache/cache-key.ts';
import { longestSealed, open, seal } from '../cache/envelope.ts';
import type { GuardedCache } from '../cache/guarded-cache.ts';
import type { TokenCacheLock } from '../cache/token-cache.ts';
import type { FullClock } from '../concurrency/clock.ts';
import { meanings } from '../errors/meaning.ts';
import type { TokenEventListener } from '../events.ts';
import { AccessToken } from '../token/access-token.ts';
import type { FreshnessPolicy } from '../token/freshness.ts';
import type { Order } from './order.ts';
import type { Failure } from './rest.ts';
import { fromFailureEntry, toFailureEntry } from './stored-failure.ts';
import { fromEntry, toEntry, unfit, type StoredToken } from './stored-token.ts';

/** What a {@link SharedToken} is made of. */
export interface SharedTokenParts {
  readonly cache: GuardedCache;
  readonly keys: CacheKeys;
  readonly policy: FreshnessPolicy;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
}

/** One client's place in a cache: its token, the failure that everybody rests for, and the locks to take turns by. */
export class SharedToken {
  readonly #parts: SharedTokenParts;

  constructor(parts: SharedTokenParts) {
    this.#parts = parts;
  }

  /** Whether the cache is out of reach at this moment. */
  get away(): boolean {
    return this.#parts.cache.away;
  }

  /**
   * What publishing and giving a turn back take at most, milliseconds: two calls of a cache that hangs, and a little.
   *
   * Why: docs/why.md#publishing
   */
  get publishMs(): number {
    return 2 * this.#parts.cache.timeoutMs + 100;
  }

  /** The token that lies there, fit or not. */
  async stored(): Promise<StoredToken | undefined> {
    return fromEntry(await this.#read(this.#parts.keys));
  }

  /** @returns the token that lies there, if it is what this flight is to bring */
  async find(order: Order): Promise<AccessToken | undefined> {
    const { clock, policy, onEvent } = this.#parts;
    const stored = await this.stored();
    if (stored === undefined || unfit(stored, order, clock.now(), policy) !== undefined) return undefined;
    onEvent({ type: 'cache-hit', remainingMs: stored.expiresAt - clock.now() });
    return new AccessToken(stored, clock);
  }

  /** @param regiven the API has refused it, and the issuer gave it again */
  async publish({ accessToken, expiresAt, lifetimeMs }: AccessToken, regiven: boolean): Promise<void> {
    const { keys, clock } = this.#parts;
    const regivenAt = regiven ? clock.now() : undefined;
    await this.#write(keys, toEntry({ accessToken, expiresAt, lifetimeMs, regivenAt }), expiresAt);
  }

  /** The failure that somebody has published, until its rest is over. */
  async failure(): Promise<Failure | undefined> {
    return fromFailureEntry(await this.#read(this.#restKeys), this.#parts.clock.now());
  }

  /** Publishes a failure, unless it is this process's own, such as a wrong option. */
  async publishFailure(failure: Failure): Promise<void> {
    if (meanings[failure.error.code].rest === 'brief') return;
    const until = this.#parts.clock.now() + failure.durationMs;
    await this.#write(this.#restKeys, toFailureEntry(failure, until), until);
  }

  /** @param name tells the locks of one token apart: '' is the one to take first */
  lock(name: string, ttlMs: number): Promise<TokenCacheLock | undefined> {
    return this.#parts.cache.lock(this.#parts.keys.cacheKey + name, ttlMs);
  }

  get #restKeys(): CacheKeys {
    const { cacheKey, sealingKey } = this.#parts.keys;
    return { cacheKey: `${cacheKey}-rest`, sealingKey };
  }

  async #read(keys: CacheKeys): Promise<unknown> {
    const value = await this.#parts.cache.get(keys.cacheKey);
    return value === undefined ? undefined : open(value, keys);
  }

  async #write(keys: CacheKeys, entry: readonly unknown[], expiresAt: number): Promise<void> {
    const sealed = await seal(entry, keys).catch(() => undefined);
    if (sealed !== undefined && sealed.length <= longestSealed)
      await this.#parts.cache.set(keys.cacheKey, sealed, expiresAt);
  }
}
