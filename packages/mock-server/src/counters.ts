/** What one app caused. */
export interface AppCounters {
  /** Requests to a token route that named this app, faulted and refused ones included. */
  readonly exchanges: number;
  /** Exchanges answered with a new token. */
  readonly minted: number;
  /** Exchanges answered with a token granted before. */
  readonly reused: number;
  /** Calls of the protected API with a valid token of this app. */
  readonly apiCalls: number;
}

/** What the server counted. */
export interface MockCounters {
  /** Requests that reached a token route: granted, refused, malformed and faulted ones. */
  readonly exchanges: number;
  /** Exchanges for which the issuer minted a new token. */
  readonly minted: number;
  /** Exchanges for which the issuer granted a token again. */
  readonly reused: number;
  /** Exchanges that a fault hit. */
  readonly faultedExchanges: number;
  /** The most exchanges that were under way at once. */
  readonly peakConcurrentExchanges: number;
  /** Requests that reached the protected API: served, refused and faulted ones. */
  readonly apiCalls: number;
  /** Calls of the protected API refused with 401 for want of a valid token. */
  readonly apiRefused: number;
  /** Calls of the protected API that a fault hit. */
  readonly faultedApiCalls: number;
  /** The same per app, by appId. */
  readonly apps: { readonly [appId: string]: AppCounters };
}

type Total = Exclude<keyof MockCounters, 'apps'>;

/** Counts. Only known apps get counters of their own, so strangers cannot fill the memory. */
export class Counters {
  readonly #appIds: readonly string[];
  #totals: Record<Total, number> = noTotals();
  #apps = new Map<string, Record<keyof AppCounters, number>>();

  constructor(appIds: readonly string[]) {
    this.#appIds = appIds;
    this.clear();
  }

  /** Adds one, to the app as well where it is known and has that counter. */
  count(name: Total, appId?: string): void {
    this.#totals[name] += 1;
    const app = appId === undefined ? undefined : this.#apps.get(appId);
    if (app !== undefined && isAppCounter(name)) app[name] += 1;
  }

  /** Adds one to the app alone, for what was counted in total before the app was known. */
  countApp(name: keyof AppCounters, appId: string): void {
    const app = this.#apps.get(appId);
    if (app !== undefined) app[name] += 1;
  }

  /** Remembers the highest number of exchanges under way. */
  peak(concurrentExchanges: number): void {
    this.#totals.peakConcurrentExchanges = Math.max(this.#totals.peakConcurrentExchanges, concurrentExchanges);
  }

  snapshot(): MockCounters {
    return {
      ...this.#totals,
      apps: Object.fromEntries([...this.#apps].map(([appId, counters]) => [appId, { ...counters }])),
    };
  }

  clear(): void {
    this.#totals = noTotals();
    this.#apps = new Map(this.#appIds.map((appId) => [appId, { exchanges: 0, minted: 0, reused: 0, apiCalls: 0 }]));
  }
}

function isAppCounter(name: Total): name is Total & keyof AppCounters {
  return name === 'exchanges' || name === 'minted' || name === 'reused' || name === 'apiCalls';
}

function noTotals(): Record<Total, number> {
  return {
    exchanges: 0,
    minted: 0,
    reused: 0,
    faultedExchanges: 0,
    peakConcurrentExchanges: 0,
    apiCalls: 0,
    apiRefused: 0,
    faultedApiCalls: 0,
  };
}
