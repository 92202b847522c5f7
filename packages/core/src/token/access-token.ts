import { systemClock, type Clock } from '../concurrency/clock.ts';

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
  readonly #clock: Pick<Clock, 'now'>;

  /** @param clock what `expiresIn` is reckoned by; default: the system's */
  constructor(fields: AccessTokenFields, clock: Pick<Clock, 'now'> = systemClock) {
    this.#fields = { ...fields };
    this.#clock = clock;
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

  /** Whole seconds left at this moment, never below 0. */
  get expiresIn(): number {
    return Math.max(0, Math.floor((this.#fields.expiresAt - this.#clock.now()) / 1000));
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
