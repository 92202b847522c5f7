import { systemClock, type Clock } from '../concurrency/clock.ts';
import { remainingLife } from './remaining-life.ts';

/** What an {@link AccessToken} is made of. */
export interface AccessTokenFields {
  /** The token itself. */
  readonly accessToken: string;
  /** When it expires, in epoch milliseconds. */
  readonly expiresAt: number;
  /** The lifetime that the issuer granted in this answer, in milliseconds. */
  readonly lifetimeMs: number;
}

/**
 * A token and its lifetime. Immutable. `inspect`, `String()` and templates redact it. `JSON.stringify` does not: it gives
 * `{ accessToken, expiresIn }`.
 */
export class AccessToken {
  readonly #fields: AccessTokenFields;
  readonly #remainingMs: () => number;

  /** @param clock the clock for `expiresIn`; default: the system's */
  constructor(fields: AccessTokenFields, clock: Pick<Clock, 'now' | 'monotonic'> = systemClock) {
    this.#fields = { ...fields };
    this.#remainingMs = remainingLife(fields, clock);
  }

  /** The token itself, for `Authorization: Bearer …`. */
  get accessToken(): string {
    return this.#fields.accessToken;
  }

  /** When it expires, in epoch milliseconds, counted from before the request was sent. */
  get expiresAt(): number {
    return this.#fields.expiresAt;
  }

  /** The lifetime that the issuer granted with it, in milliseconds. */
  get lifetimeMs(): number {
    return this.#fields.lifetimeMs;
  }

  /** Whole seconds left now, never below 0: the shorter of wall and monotonic time. */
  get expiresIn(): number {
    return Math.max(0, Math.floor(this.#remainingMs() / 1000));
  }

  /** `{ accessToken, expiresIn }`, with the token: for a program that must hold it. */
  toJSON(): { readonly accessToken: string; readonly expiresIn: number } {
    return { accessToken: this.accessToken, expiresIn: this.expiresIn };
  }

  toString(): string {
    return `AccessToken([redacted], expires in ${this.expiresIn} s)`;
  }

  static {
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(this.prototype, inspect, { value: this.prototype.toString });
  }
}
