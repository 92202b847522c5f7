import type { ExchangeRecord, MockCall } from '@tokenkeep/mock-server';

/** How far back the chart goes, in samples, one a second. */
const keptSamples = 240;
const nothingYet = { exchanges: 0, refused: 0, minted: 0, mintedAt: 0, expiresAt: 0 };

/** The issuer's side: its clock, the exchanges of each app id over time, and its current token. Keeps no token. */
export class IssuerLedger {
  /** How far its clock is ahead, milliseconds. */
  aheadMs = 0;
  /** The exchanges up to a moment, in the order of the app ids. */
  readonly samples: { readonly at: number; readonly exchanges: readonly number[] }[] = [];
  readonly #accounts = new Map<string | undefined, { readonly name: string } & typeof nothingYet>();

  readonly now = (): number => Date.now() + this.aheadMs;

  /** Begins to keep an account. @param name whose it is, for the page */
  open(appId: string, name: string): void {
    this.#accounts.set(appId, { name, ...nothingYet });
  }

  /** Counts an exchange. */
  record({ appId, reused, remainingMs }: ExchangeRecord): void {
    const account = this.#accounts.get(appId);
    if (account === undefined) return;
    account.exchanges += 1;
    if (remainingMs === undefined) account.refused += 1;
    else account.expiresAt = this.now() + remainingMs;
    if (remainingMs === undefined || reused) return;
    account.minted += 1;
    account.mintedAt = this.now();
  }

  /** No token that was granted so far counts any more. */
  revokeAll(): void {
    for (const account of this.#accounts.values()) account.expiresAt = 0;
  }

  sample(): void {
    this.samples.push({ at: Date.now(), exchanges: this.apps.map(({ exchanges }) => exchanges) });
    if (this.samples.length > keptSamples) this.samples.shift();
  }

  /** What the API tells of the token that a call was made with. */
  aboutToken({ headers, appId }: MockCall) {
    const { expiresAt = 0 } = this.#accounts.get(appId) ?? {};
    const token = `••••••••${String(headers['authorization']).slice(-4)}`;
    return { token, expiresIn: Math.floor((expiresAt - this.now()) / 1000) };
  }

  /** Each app id: how many exchanges, those that brought no token, and the current one's number, age and life left. */
  get apps() {
    const now = this.now();
    return [...this.#accounts.values()].map(({ name, exchanges, refused, minted, mintedAt, expiresAt }) => {
      const [ageMs, leftMs] = expiresAt > now ? [now - mintedAt, expiresAt - now] : [];
      return { name, exchanges, refused, minted, ageMs, leftMs };
    });
  }
}
