import type { Presentation } from '../endpoint/endpoint-shape.ts';
import type { MintToken } from './mint-token.ts';

/** A token as an exchange grants it. */
export interface Grant {
  readonly token: string;
  /** Whether it had been granted before. */
  readonly reused: boolean;
  /** How long it still lives, in milliseconds. */
  readonly remainingMs: number;
  /** The same in whole seconds, as this issuer rounds. */
  readonly expiresIn: number;
  /** When it was minted, epoch milliseconds. */
  readonly issuedAt: number;
  /** When it ends, epoch milliseconds. */
  readonly expiresAt: number;
  /** The same in whole seconds, as this issuer rounds. */
  readonly expiresAtS: number;
}

/** What the issuer knows about a token that a caller shows. */
export interface TokenStanding {
  readonly appId: string;
  readonly verdict: 'valid' | 'expired' | 'revoked';
  /** How it has to be shown. `undefined`: `Authorization: Bearer`. */
  readonly present: Presentation | undefined;
}

/** How an issuer treats its tokens. */
export interface StickyIssuerPolicy {
  readonly tokenLifetimeMs: number;
  readonly rolloverMs: number;
  readonly roundLifetimesUp: boolean;
  readonly mint: MintToken;
  readonly now: () => number;
}

interface IssuedToken {
  readonly token: string;
  readonly appId: string;
  readonly slot: string;
  readonly present: Presentation | undefined;
  readonly issuedAt: number;
  expiresAt: number;
  revoked: boolean;
}

// Tokens beyond this are forgotten, oldest first: an issuer that mints at every exchange must not fill the memory.
const MAX_TOKENS = 10_000;

/**
 * Grants tokens as the seed document says: one is held until it is near its end, and until then every exchange gets
 * that one with what is left of its life.
 */
export class StickyIssuer {
  readonly #policy: StickyIssuerPolicy;
  readonly #issued = new Map<string, IssuedToken>();
  readonly #current = new Map<string, IssuedToken>();

  constructor(policy: StickyIssuerPolicy) {
    this.#policy = policy;
  }

  /** @param purpose tokens of one app for different purposes (protocol, scope, audience) are different tokens */
  grant(appId: string, purpose: string, present?: Presentation): Grant {
    const now = this.#policy.now();
    const slot = JSON.stringify([appId, purpose]);
    const current = this.#current.get(slot);
    const remainingMs = current === undefined ? 0 : current.expiresAt - now;
    if (current !== undefined && remainingMs > 0 && remainingMs > this.#policy.rolloverMs) {
      return this.#granted(current, true, remainingMs);
    }
    return this.#granted(this.#mint({ appId, slot, present }, now), false, this.#policy.tokenLifetimeMs);
  }

  /** @returns `undefined` for a token never granted, or forgotten since */
  standing(token: string): TokenStanding | undefined {
    const issued = this.#issued.get(token);
    if (issued === undefined) return undefined;
    const lives = issued.expiresAt > this.#policy.now();
    return {
      appId: issued.appId,
      present: issued.present,
      verdict: issued.revoked ? 'revoked' : lives ? 'valid' : 'expired',
    };
  }

  /** Revokes every token of an app. @param keepServing whether exchanges go on granting the current ones */
  revoke(appId: string, keepServing: boolean): void {
    for (const issued of this.#issued.values()) {
      if (issued.appId !== appId) continue;
      issued.revoked = true;
      if (!keepServing) this.#forgetCurrent(issued);
    }
  }

  /** Brings the end of an app's current tokens nearer. @returns how many there were */
  age(appId: string, ms: number): number {
    const aged = [...this.#current.values()].filter((issued) => issued.appId === appId);
    for (const issued of aged) issued.expiresAt -= ms;
    return aged.length;
  }

  clear(): void {
    this.#issued.clear();
    this.#current.clear();
  }

  #granted({ token, issuedAt, expiresAt }: IssuedToken, reused: boolean, remainingMs: number): Grant {
    const round = this.#policy.roundLifetimesUp ? Math.ceil : Math.floor;
    const [expiresIn, expiresAtS] = [round(remainingMs / 1000), round(expiresAt / 1000)];
    return { token, reused, remainingMs, expiresIn, issuedAt, expiresAt, expiresAtS };
  }

  #mint(order: Pick<IssuedToken, 'appId' | 'slot' | 'present'>, now: number): IssuedToken {
    const expiresAt = now + this.#policy.tokenLifetimeMs;
    const token = this.#policy.mint({ appId: order.appId, issuedAt: now, expiresAt });
    const issued: IssuedToken = { ...order, token, issuedAt: now, expiresAt, revoked: false };
    this.#issued.set(token, issued);
    this.#current.set(order.slot, issued);
    if (this.#issued.size > MAX_TOKENS) this.#forgetOldest();
    return issued;
  }

  #forgetOldest(): void {
    for (const [token, issued] of this.#issued) {
      this.#issued.delete(token);
      this.#forgetCurrent(issued);
      return;
    }
  }

  #forgetCurrent(issued: IssuedToken): void {
    if (this.#current.get(issued.slot) === issued) this.#current.delete(issued.slot);
  }
}
