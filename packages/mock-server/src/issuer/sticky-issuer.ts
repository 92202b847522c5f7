import type { MintToken } from './mint-token.ts';

/** A token as an exchange grants it. */
export interface Grant {
  readonly token: string;
  /** Whether it had been granted before. */
  readonly reused: boolean;
  /** How long it still lives, in milliseconds. */
  readonly remainingMs: number;
}

/** What the issuer knows about a token that a caller shows. */
export interface TokenStanding {
  readonly appId: string;
  readonly verdict: 'valid' | 'expired' | 'revoked';
}

/** How an issuer treats its tokens. */
export interface StickyIssuerPolicy {
  readonly tokenLifetimeMs: number;
  readonly rolloverMs: number;
  readonly mint: MintToken;
  readonly now: () => number;
}

interface IssuedToken {
  readonly token: string;
  readonly appId: string;
  readonly slot: string;
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
  grant(appId: string, purpose: string): Grant {
    const now = this.#policy.now();
    const slot = JSON.stringify([appId, purpose]);
    const current = this.#current.get(slot);
    const remainingMs = current === undefined ? 0 : current.expiresAt - now;
    if (current !== undefined && remainingMs > 0 && remainingMs > this.#policy.rolloverMs) {
      return { token: current.token, reused: true, remainingMs };
    }
    return { token: this.#mint(appId, slot, now), reused: false, remainingMs: this.#policy.tokenLifetimeMs };
  }

  /** @returns `undefined` for a token never granted, or forgotten since */
  standing(token: string): TokenStanding | undefined {
    const issued = this.#issued.get(token);
    if (issued === undefined) return undefined;
    const lives = issued.expiresAt > this.#policy.now();
    return { appId: issued.appId, verdict: issued.revoked ? 'revoked' : lives ? 'valid' : 'expired' };
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

  #mint(appId: string, slot: string, now: number): string {
    const expiresAt = now + this.#policy.tokenLifetimeMs;
    const token = this.#policy.mint({ appId, issuedAt: now, expiresAt });
    const issued: IssuedToken = { token, appId, slot, expiresAt, revoked: false };
    this.#issued.set(token, issued);
    this.#current.set(slot, issued);
    if (this.#issued.size > MAX_TOKENS) this.#forgetOldest();
    return token;
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
