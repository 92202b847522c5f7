import type { ExchangeRecord } from '@tokenkeep/mock-server';
import type { Application } from '../application.ts';

/** How far back the chart goes, in samples, one a second. */
const keptSamples = 240;
const nothingYet = { exchanges: 0, refused: 0, minted: 0, mintedAt: 0, expiresAt: 0 };

/** The issuer's side: exchanges of each app id over time, and its current token. Never sees a token. */
export class IssuerLedger {
  /** The exchanges up to a moment, in the order of the app ids. */
  readonly samples: { readonly at: number; readonly exchanges: readonly number[] }[] = [];
  readonly #accounts = new Map<string, { readonly name: string } & typeof nothingYet>();
  readonly #now: () => number;

  /** @param now the token server's clock */
  constructor(apps: readonly Application[], now: () => number) {
    this.#now = now;
    for (const { credentials, spec } of apps) {
      const name = credentials.appId === 'shared' ? 'all adapters' : spec.name;
      this.#accounts.set(credentials.appId, { name, ...nothingYet });
    }
  }

  /** For the token server's `onExchange`. */
  readonly record = ({ appId, reused, remainingMs }: ExchangeRecord): void => {
    const account = this.#accounts.get(appId ?? '');
    if (account === undefined) return;
    account.exchanges += 1;
    account.refused += remainingMs === undefined ? 1 : 0;
    if (remainingMs === undefined) return;
    account.expiresAt = this.#now() + remainingMs;
    if (reused) return;
    account.minted += 1;
    account.mintedAt = this.#now();
  };

  /** No token that was granted so far counts any more. */
  revokeAll(): void {
    for (const account of this.#accounts.values()) account.expiresAt = 0;
  }

  sample(): void {
    this.samples.push({ at: Date.now(), exchanges: this.apps.map(({ exchanges }) => exchanges) });
    if (this.samples.length > keptSamples) this.samples.shift();
  }

  /** Each app id: how many exchanges, those that brought no token, and the current one's number, age and life left. */
  get apps() {
    const now = this.#now();
    return [...this.#accounts.values()].map(({ name, exchanges, refused, minted, mintedAt, expiresAt }) => {
      const [ageMs, leftMs] = expiresAt > now ? [now - mintedAt, expiresAt - now] : [];
      return { name, exchanges, refused, minted, ageMs, leftMs };
    });
  }
}
