import {
  createTokenClient,
  memoryCache,
  type TokenClient,
  type TokenClientOptions,
  type TokenEvent,
} from '../src/index.ts';
import { ScriptedIssuer, type ScriptedIssuerOptions } from './scripted-issuer.ts';
import { SimulationClock } from './simulation-clock.ts';

/** A fleet in one process: clients that share a cache, an issuer and a clock. */
export class SharedWorld implements AsyncDisposable {
  readonly clock: SimulationClock = new SimulationClock();
  readonly issuer: ScriptedIssuer;
  readonly cache: NonNullable<TokenClientOptions['cache']>;
  readonly clients: TokenClient[] = [];
  /** What every client told, by its number. */
  readonly events: (TokenEvent & { readonly of: number })[] = [];

  constructor(options: Omit<ScriptedIssuerOptions, 'clock'> = {}, cache?: TokenClientOptions['cache']) {
    this.issuer = new ScriptedIssuer({ clock: this.clock, ...options });
    this.cache = cache ?? memoryCache({ clock: this.clock });
  }

  /** Adds clients. */
  add(count = 1, options: Partial<TokenClientOptions> = {}): readonly TokenClient[] {
    const added = Array.from({ length: count }, (_, index) => {
      const of = this.clients.length + index;
      const onEvent = (event: TokenEvent): void => void this.events.push({ ...event, of });
      return createTokenClient({ issuer: this.issuer, cache: this.cache, clock: this.clock, onEvent, ...options });
    });
    this.clients.push(...added);
    return added;
  }

  /** Adds one client. */
  one(options: Partial<TokenClientOptions> = {}): TokenClient {
    const [client] = this.add(1, options);
    if (client === undefined) throw new Error('One was added.');
    return client;
  }

  /** From now on the issuer answers after so many milliseconds. */
  issuerTakes(ms: number): void {
    this.issuer.script = () =>
      new Promise((resolve) => void this.clock.setTimer(() => resolve(this.issuer.grant()), ms));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = Promise.all(this.clients.map((client) => client.close()));
    await this.clock.pass(2000);
    await closed;
  }
}

/** What a call came to: the token, or the code of its error, and when. */
export interface Outcome {
  readonly token?: string;
  readonly code?: string;
  readonly reason?: string | undefined;
  readonly at: number;
}

/** Waits for nothing: the outcome is there when the call has ended. */
export function outcomeOf(client: TokenClient, clock: SimulationClock): { current?: Outcome } {
  const outcome: { current?: Outcome } = {};
  client.getToken().then(
    ({ accessToken }) => (outcome.current = { token: accessToken, at: clock.monotonic() }),
    ({ code, reason }: { code: string; reason?: string }) =>
      (outcome.current = { code, reason, at: clock.monotonic() }),
  );
  return outcome;
}
