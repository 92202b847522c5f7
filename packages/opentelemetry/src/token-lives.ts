/** What the observable gauges tell of one client. */
interface Life {
  /** On `performance.now()`, milliseconds; `undefined` before the first token. */
  readonly expiresAt: number | undefined;
  readonly succeededAt: number | undefined;
}

/** How long the token of each client lives, and when each had its last success; read when metrics are collected. */
export class TokenLives {
  readonly #lives = new Map<string, Life>();

  /** A flight has ended. @param remainingMs what is left of the token now held, if one lives */
  landed(client: string, succeeded: boolean, remainingMs: number | undefined): void {
    const now = performance.now();
    const before = this.#lives.get(client);
    this.#lives.set(client, {
      expiresAt: remainingMs === undefined ? before?.expiresAt : now + remainingMs,
      succeededAt: succeeded ? now : before?.succeededAt,
    });
  }

  /** The client is closed: nothing more is told of it. */
  forget(client: string): void {
    this.#lives.delete(client);
  }

  /** Seconds until the token of each client dies, 0 for a dead one; clients that never had one are left out. */
  *secondsToExpiry(): Iterable<readonly [client: string, seconds: number]> {
    for (const [client, { expiresAt }] of this.#lives) {
      if (expiresAt !== undefined) yield [client, Math.max(0, (expiresAt - performance.now()) / 1000)];
    }
  }

  /** Seconds since each client last obtained a token, from the issuer or from a cache. */
  *secondsSinceSuccess(): Iterable<readonly [client: string, seconds: number]> {
    for (const [client, { succeededAt }] of this.#lives) {
      if (succeededAt !== undefined) yield [client, (performance.now() - succeededAt) / 1000];
    }
  }
}
