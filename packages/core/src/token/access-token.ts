import { systemClock, type Clock } from '../concurrency/clock.ts';
import { remainingLife } from './remaining-life.ts';

/** What an {@link AccessToken} is made of. */
export interface AccessTokenFields {
  readonly accessToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** How long this answer of the issuer granted, milliseconds. */
  readonly lifetimeMs: number;
}

/**
 * A bearer token and its life. Immutable. `JSON.stringify` gives the issuer's own wire shape,
 * `{ accessToken, expiresIn }`; `inspect`, `String()` and templates show it redacted.
 */
export class AccessToken {
  readonly #fields: AccessTokenFields;
  readonly #remainingMs: () => number;

  /** @param clock what `expiresIn` is reckoned by, from now on; default: the system's */
  constructor(fields: AccessTokenFields, clock: Pick<Clock, 'now' | 'monotonic'> = systemClock) {
    this.#fields = { ...fields };
    this.#remainingMs = remainingLife(fields, clock);
  }

  /** What goes behind `Authorization: Bearer `. */
  get accessToken(): string {
    return this.#fields.accessToken;
  }

  /** When it expires, epoch milliseconds, counted from before the request that brought it. */
  get expiresAt(): number {
    return this.#fields.expiresAt;
  }

  /** How long the answer that brought it granted, milliseconds. */
  get lifetimeMs(): number {
    return this.#fields.lifetimeMs;
  }

  /** Whole seconds left at this moment, by the stricter of wall and monotonic time, never below 0. */
  get expiresIn(): number {
    return Math.max(0, Math.floor(this.#remainingMs() / 1000));
  }

  /** The issuer's wire shape, token included: for answering a client that must hold it. */
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
