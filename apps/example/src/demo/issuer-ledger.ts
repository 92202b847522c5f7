import type { ExchangeRecord } from '@tokenkeep/mock-server';
import type { IssuerAppState, Sample } from './state.ts';

/** How far back the chart goes, in samples, one a second. */
const keptSamples = 240;

interface Account {
  readonly name: string;
  readonly naive: boolean;
  exchanges: number;
  refused: number;
  minted: number;
  mintedAt: number;
  expiresAt: number;
}

/** The issuer's side: exchanges of each app over time, and its current token. Never sees a token. */
export class IssuerLedger {
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #samples: Sample[] = [];

  /** @param apps their ids and whose they are */
  constructor(apps: readonly { readonly appId: string; readonly name: string; readonly naive: boolean }[]) {
    const fresh = { exchanges: 0, refused: 0, minted: 0, mintedAt: 0, expiresAt: -Infinity };
    this.#accounts = new Map(apps.map(({ appId, name, naive }) => [appId, { name, naive, ...fresh }]));
  }

  /** For the token server's `onExchange`. */
  record({ appId, reused, remainingMs }: ExchangeRecord): void {
    const account = this.#accounts.get(appId ?? '');
    if (account === undefined) return;
    account.exchanges += 1;
    if (remainingMs === undefined) {
      account.refused += 1;
      return;
    }
    account.expiresAt = Date.now() + remainingMs;
    if (reused) return;
    account.minted += 1;
    account.mintedAt = Date.now();
  }

  /** The token server has made the app's token older. */
  age(appId: string, ms: number): void {
    const account = this.#accounts.get(appId);
    if (account === undefined) return;
    account.expiresAt -= ms;
    account.mintedAt -= ms;
  }

  /** The token server has no current token of the app any more. */
  revoke(appId: string): void {
    const account = this.#accounts.get(appId);
    if (account !== undefined) account.expiresAt = -Infinity;
  }

  /** Milliseconds that the app's current token has left; not above 0 when there is none, `-Infinity` once revoked. */
  leftMs(appId: string): number {
    return (this.#accounts.get(appId)?.expiresAt ?? -Infinity) - Date.now();
  }

  /** Exchanges so far of all apps that are, or are not, the naive client's. */
  exchanges(naive: boolean): number {
    const counted = [...this.#accounts.values()].filter((account) => account.naive === naive);
    return counted.reduce((total, { exchanges }) => total + exchanges, 0);
  }

  sample(): void {
    this.#samples.push({ at: Date.now(), exchanges: [...this.#accounts.values()].map(({ exchanges }) => exchanges) });
    if (this.#samples.length > keptSamples) this.#samples.shift();
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  get apps(): IssuerAppState[] {
    const now = Date.now();
    return [...this.#accounts.values()].map(({ name, naive, exchanges, refused, minted, mintedAt, expiresAt }) => {
      const lives = expiresAt > now;
      const ageMs = lives ? now - mintedAt : undefined;
      const leftMs = lives ? expiresAt - now : undefined;
      return { name, naive, exchanges, refused, minted, ageMs, leftMs };
    });
  }
}
