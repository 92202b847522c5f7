import type { ClockTimer, FullClock } from '../concurrency/clock.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEvent, TokenEventListener } from '../events.ts';
import type { TokenCache, TokenCacheLock } from './token-cache.ts';

type Operation = Extract<TokenEvent, { type: 'cache-failed' }>['operation'];

/** The limit for one call, unless the cache asks for more. (docs/why.md#cache-calls) */
const defaultTimeoutMs = 500;
/** The limit is counted in steps, so that a process that gets no CPU does not blame the cache. (docs/why.md#cache-calls) */
const steps = 5;
/** Why: docs/why.md#cache-rest */
const restMs = 1000;
const longestRestMs = 30_000;

/**
 * Wraps a cache so that its failures harm nobody. Each call has 500 ms, unless the cache asks for more. A failure
 * counts as a miss and causes an event. After it the cache is not used for 1 s, doubling to 30 s while it goes on
 * failing.
 */
export class GuardedCache implements TokenCache {
  readonly #cache: TokenCache;
  readonly #clock: FullClock;
  readonly #onEvent: TokenEventListener;
  readonly #longestMs: number;
  #restsUntil = -Infinity;
  /** How often each operation failed in a row. Counted separately: a Redis that is full can still be read. */
  readonly #failures = new Map<Operation, number>();

  /** @param parts `longestMs`: the most that a call has, whatever the cache asks for */
  constructor(
    cache: TokenCache,
    parts: { readonly clock: FullClock; readonly onEvent: TokenEventListener; readonly longestMs: number },
  ) {
    this.#cache = cache;
    this.#clock = parts.clock;
    this.#onEvent = parts.onEvent;
    this.#longestMs = parts.longestMs;
  }

  /** Whether it is not used now, since it has failed. */
  get away(): boolean {
    return this.#clock.monotonic() < this.#restsUntil;
  }

  /** The limit for one call, in milliseconds. */
  get timeoutMs(): number {
    return Math.min(this.#cache.timeoutMs ?? defaultTimeoutMs, this.#longestMs);
  }

  get(key: string): Promise<string | undefined> {
    return this.#guard('get', async () => (await this.#cache.get(key)) ?? undefined);
  }

  set(key: string, value: string, expiresAt: number): Promise<void> {
    return this.#guard('set', () => this.#cache.set(key, value, expiresAt));
  }

  /** If the cache has no `lock`, or fails, every caller gets a lock that does nothing. */
  async lock(key: string, ttlMs: number): Promise<TokenCacheLock | undefined> {
    const free: TokenCacheLock = { release: async () => undefined };
    if (this.#cache.lock === undefined) return free;
    let gaveUp = false;
    const answer = await this.#guard('lock', async () => {
      const lock = await this.#cache.lock?.(key, ttlMs);
      if (gaveUp) await lock?.release();
      return { lock };
    });
    gaveUp = answer === undefined;
    if (answer === undefined) return free;
    const { lock } = answer;
    // Any falsy value: some caches return null.
    return lock ? { release: () => this.#guard('unlock', () => lock.release()) } : undefined;
  }

  async #guard<T>(operation: Operation, call: () => Promise<T>): Promise<T | undefined> {
    const startedAt = this.#clock.monotonic();
    if (startedAt < this.#restsUntil) {
      // A lock is released even if the cache is not used now, but nobody waits for that.
      if (operation === 'unlock') void (async () => call())().catch(() => undefined);
      return undefined;
    }
    const { timeoutMs } = this;
    let timer: ClockTimer | undefined;
    const late = new Promise<'late'>((resolve) => {
      const wait = (left: number): void => {
        timer = this.#clock.setTimer(() => (left > 1 ? wait(left - 1) : resolve('late')), timeoutMs / steps);
        // Otherwise nothing would keep the process alive while it waits for a cache that does not answer.
        timer.hold();
      };
      wait(steps);
    });
    const run = (async () => ({ value: await call() }))().catch((error: unknown) => ({ detail: detailOf(error) }));
    const outcome = await Promise.race([run, late]).finally(() => timer?.cancel());
    if (outcome !== 'late' && 'value' in outcome) {
      this.#failures.delete(operation);
      return outcome.value;
    }
    const failures = (this.#failures.get(operation) ?? 0) + 1;
    this.#failures.set(operation, failures);
    const retryInMs = Math.min(restMs * 2 ** (failures - 1), longestRestMs);
    const endedAt = this.#clock.monotonic();
    this.#restsUntil = endedAt + retryInMs;
    const why = outcome === 'late' ? { reason: 'timeout' as const } : { reason: 'error' as const, ...outcome };
    this.#onEvent({ type: 'cache-failed', operation, ...why, durationMs: endedAt - startedAt, retryInMs });
    return undefined;
  }
}

/** Only this much of an error may be shown: its message can hold the value to be stored. */
function detailOf(error: unknown): string | undefined {
  if (TokenError.isInstance(error)) return error.message;
  const { code } = Object(error);
  return typeof code === 'string' && /^[A-Z][A-Za-z_]{1,39}$/.test(code) ? code : undefined;
}
