import type { FullClock } from '../src/concurrency/clock.ts';
import type { TokenExchange, TokenGrant, TokenIssuer } from '../src/index.ts';
import { answerUnderTest, issuerUnderTest } from './issuer-under-test.ts';

/** How a {@link ScriptedIssuer} treats its tokens. All milliseconds. */
export interface ScriptedIssuerOptions {
  readonly clock: Pick<FullClock, 'monotonic' | 'setTimer'>;
  readonly lifetimeMs?: number;
  /** How near its end a token is replaced; until then the same one is granted again. `Infinity`: never the same. */
  readonly rolloverMs?: number;
  /** How long a request and its answer travel, each half of it. */
  readonly latencyMs?: number;
  /** How old its first token is when it is first asked. */
  readonly ageMs?: number;
}

/**
 * The issuer under test before a sticky server without a network: whole seconds, rounded down, as on the wire. The
 * server's sense of time is the clock's monotonic one, so that a jump of the wall clock is the client's alone.
 */
export class ScriptedIssuer implements TokenIssuer {
  readonly origin = 'https://issuer.test';
  readonly apiOrigins: readonly string[] = ['https://issuer.test'];
  /** When each exchange began, monotonic. */
  readonly startedAt: number[] = [];
  /** Makes the next exchanges do something else; `undefined` for the usual. Called with how many there were before. */
  script: ((index: number) => Promise<TokenGrant> | undefined) | undefined;
  secret = 'a secret';
  /** Exchanges under way, and the most there were at once. */
  underWay = 0;
  mostUnderWay = 0;
  /** Whether the last answer was a token with no life left. */
  lastWasEmpty = false;
  readonly #options: Required<ScriptedIssuerOptions>;
  readonly #endsAt = new Map<string, number>();
  #current = '';
  #minted = 0;

  constructor(options: ScriptedIssuerOptions) {
    this.#options = { lifetimeMs: 86_400_000, rolloverMs: 0, latencyMs: 0, ageMs: 0, ...options };
  }

  async prepare(): Promise<TokenExchange> {
    const apps = [{ appId: 'an app', appSecret: this.secret }] as const;
    const exchange = await issuerUnderTest({ url: this.origin, apps }).prepare();
    return {
      ...exchange,
      exchange: () => exchange.exchange(async () => ({ body: await this.#answer(), headers: new Headers() })),
    };
  }

  /** When a token really ends, monotonic. */
  endOf(token: string): number {
    return this.#endsAt.get(token) ?? -Infinity;
  }

  /** How many tokens there have been. */
  get minted(): number {
    return this.#minted;
  }

  /** The next exchange gives another token. */
  revoke(): void {
    this.#current = '';
  }

  async #answer(): Promise<unknown> {
    const { accessToken, expiresInMs } = await this.#exchange();
    return JSON.parse(answerUnderTest({ accessToken, expiresIn: expiresInMs / 1000 }));
  }

  async #exchange(): Promise<TokenGrant> {
    const index = this.startedAt.push(this.#options.clock.monotonic()) - 1;
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    try {
      const scripted = this.script?.(index);
      if (scripted !== undefined) return await scripted;
      await this.#travel();
      const grant = this.grant();
      await this.#travel();
      this.lastWasEmpty = grant.expiresInMs === 0;
      return grant;
    } finally {
      this.underWay -= 1;
    }
  }

  /** What it answers at this moment. */
  grant(): TokenGrant {
    const { clock, lifetimeMs, rolloverMs, ageMs } = this.#options;
    const now = clock.monotonic();
    const remainingMs = this.endOf(this.#current) - now;
    if (!(remainingMs > 0 && remainingMs > rolloverMs)) {
      this.#minted += 1;
      this.#current = `token-${this.#minted}`;
      this.#endsAt.set(this.#current, now + lifetimeMs - (this.#minted === 1 ? ageMs : 0));
    }
    return { accessToken: this.#current, expiresInMs: Math.floor((this.endOf(this.#current) - now) / 1000) * 1000 };
  }

  async #travel(): Promise<void> {
    const { clock, latencyMs } = this.#options;
    if (latencyMs > 0) await new Promise<void>((resolve) => void clock.setTimer(resolve, latencyMs / 2));
  }
}
