import type { ClockTimer, FullClock } from '../concurrency/clock.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEvent, TokenEventListener } from '../events.ts';
import type { TokenCache, TokenCacheLock } from './token-cache.ts';

type Operation = Extract<TokenEvent, { type: 'cache-failed' }>['operation'];

/** What a call has, unless the cache asks for more. (docs/why.md#cache-calls) */
const defaultTimeoutMs = 500;
/** In steps: a process that gets no CPU must not take its own stall for the cache's. (docs/why.md#cache-calls) */
const steps = 5;
/** Why: docs/why.md#cache-rest */
const restMs = 1000;
const longestRestMs = 30_000;

/**
 * Any cache, made harmless: each call is bounded, at 500 ms unless the cache asks for more; a failure is a miss and an
 * event, and after one the cache is left alone for 1 s, doubling to 30 s while it goes on failing.
 */
export class GuardedCache implements TokenCache {
  readonly #cache: TokenCache;
  readonly #clock: FullClock;
  readonly #onEvent: TokenEventListener;
  readonly #longestMs: number;
  #restsUntil = -Infinity;
  /** How often in a row, each operation for itself: a Redis that is full can still be read. */
  readonly #failures = new Map<Operation, number>();

  /** @param parts `longestMs`: what a call has at most, whatever the cache asks for */
  constructor(
    cache: TokenCache,
    parts: { readonly clock: FullClock; readonly onEvent: TokenEventListener; readonly longestMs: number },
  ) {
    this.#cache = cache;
    this.#clock = parts.clock;
    this.#onEvent = parts.onEvent;
    this.#longestMs = parts.longestMs;
  }

  /** Whether it is left alone at this moment, since it has failed. */
  get away(): boolean {
    return this.#clock.monotonic() < this.#restsUntil;
  }

  /** How long one call is waited for, milliseconds. */
  get timeoutMs(): number {
    return Math.min(this.#cache.timeoutMs ?? defaultTimeoutMs, this.#longestMs);
  }

  get(key: string): Promise<string | undefined> {
    return this.#guard('get', async () => (await this.#cache.get(key)) ?? undefined);
  }

  set(key: string, value: string, expiresAt: number): Promise<void> {
    return this.#guard('set', () => this.#cache.set(key, value, expiresAt));
  }

  /** Without a lock to take, or with a cache that fails, every caller may go ahead: the lock it gets is empty. */
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
    // Falsy, not undefined alone: some caches say null.
    return lock ? { release: () => this.#guard('unlock', () => lock.release()) } : undefined;
  }

  async #guard<T>(operation: Operation, call: () => Promise<T>): Promise<T | undefined> {
    const startedAt = this.#clock.monotonic();
    if (startedAt < this.#restsUntil) {
      // A lock that was taken is given back even to a cache that rests, but nobody waits for that.
      if (operation === 'unlock') void (async () => call())().catch(() => undefined);
      return undefined;
    }
    const { timeoutMs } = this;
    let timer: ClockTimer | undefined;
    const late = new Promise<'late'>((resolve) => {
      const wait = (left: number): void => {
        timer = this.#clock.setTimer(() => (left > 1 ? wait(left - 1) : resolve('late')), timeoutMs / steps);
        // Nothing else may keep a process alive that waits for a cache which hangs.
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

/** Nothing else of an error may be shown: a message can hold what was to be stored. */
function detailOf(error: unknown): string | undefined {
  if (TokenError.isInstance(error)) return error.message;
  const { code } = Object(error);
  return typeof code === 'string' && /^[A-Z][A-Za-z_]{1,39}$/.test(code) ? code : undefined;
}
