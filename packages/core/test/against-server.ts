import { createMockServer, type Fault, type MockServer, type MockServerOptions } from '@tokenkeep/mock-server';
import { createTokenClient, type TokenClient, type TokenClientOptions, type TokenEvent } from '../src/index.ts';
import { drained } from './drained.ts';
import { issuerUnderTest } from './issuer-under-test.ts';
import { SimulationClock } from './simulation-clock.ts';

/** A client and the real mock server on one clock. */
export interface AgainstServer extends AsyncDisposable {
  readonly clock: SimulationClock;
  readonly server: MockServer;
  readonly client: TokenClient;
  readonly events: readonly TokenEvent[];
  /** Every exchange from now on meets this fault; `undefined` for none, `'no host'` when the host's name is gone. */
  broken(fault: Fault | 'no host' | undefined): void;
  /** When each exchange was sent, monotonic. */
  readonly sentAt: readonly number[];
  /** Lets time pass; whatever has to be done in real time is waited for, however slow the machine is. */
  pass(durationMs: number): Promise<void>;
  /** Until all that is left to happen waits for the clock. */
  atRest(): Promise<void>;
}

/** Starts both. `await using` closes them. */
export async function againstServer(
  options: { readonly server?: MockServerOptions; readonly client?: Partial<TokenClientOptions> } = {},
): Promise<AgainstServer> {
  const clock = new SimulationClock();
  const server = await createMockServer({ now: () => clock.now(), ...options.server });
  const events: TokenEvent[] = [];
  const sentAt: number[] = [];
  let asleep = false;
  let fault: Fault | 'no host' | undefined;

  const client = createTokenClient({
    issuer: issuerUnderTest(server),
    clock,
    onEvent(event) {
      events.push(event);
      if (event.type === 'exchange-failed') asleep = event.retryInMs !== undefined;
      if (event.type === 'exchanged') asleep = event.lifetimeMs === 0;
    },
    async fetch(...args) {
      asleep = false;
      sentAt.push(clock.monotonic());
      if (fault === 'no host') {
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('gone'), { code: 'ENOTFOUND' }) });
      }
      return fetch(...args);
    },
    ...options.client,
  });

  async function atRest(): Promise<void> {
    for (;;) {
      await drained();
      const hanging = typeof fault === 'object' && fault.kind === 'hang';
      const hung = hanging && sentAt.length > 0 && server.counters().exchanges === sentAt.length;
      if (!client.status().refreshing || asleep || hung) break;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await drained();
  }

  return {
    clock,
    server,
    client,
    events,
    sentAt,
    atRest,
    broken(next) {
      fault = next;
      server.clearFaults('token');
      if (typeof next === 'object') server.fault({ route: 'token', times: Infinity, fault: next });
    },
    async pass(durationMs) {
      await atRest();
      await clock.pass(durationMs, atRest);
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
    },
  };
}
