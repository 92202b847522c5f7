import type { MockCounters } from './counters.ts';
import type { ExchangeRecord } from './exchange-log.ts';
import type { FaultOrder, FaultRoute } from './fault/fault.ts';
import type { MockApp } from './options.ts';

/** A token server that runs in this process. `await using` closes it. */
export interface MockServer extends AsyncDisposable {
  /** The origin, such as `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  /** The port it listens on. */
  readonly port: number;
  /** The apps with the credentials valid now. There is always a first one. */
  readonly apps: readonly [MockApp, ...MockApp[]];
  /** What was counted since the start or the last `reset`. A copy: it does not move. */
  counters(): MockCounters;
  /** The last exchanges, oldest first; `exchangeLogSize` of them. A copy. */
  exchanges(): readonly ExchangeRecord[];
  /** Queues a fault for the next calls of a route. Throws a `TypeError` that says what is wrong with a bad one. */
  fault(order: FaultOrder): void;
  /** Forgets the faults still queued, of one route or of both. A fault under way goes on. Throws for an unknown route. */
  clearFaults(route?: FaultRoute): void;
  /**
   * Makes the API refuse every token granted so far, of one app or of all.
   * The next exchange mints a new one; with `keepServing` the issuer goes on granting the refused one, as an issuer
   * does whose API and cache disagree. Throws for an unknown app.
   */
  revoke(appId?: string, options?: RevokeOptions): void;
  /**
   * Makes the app's current tokens older by this many milliseconds: they end sooner, and an exchange tells so.
   * Throws for an unknown app, and for one that has no token yet.
   */
  age(appId: string, ms: number): void;
  /** Replaces an app's secret: the old one is refused from now on, tokens already granted live on. Throws for an unknown app. */
  setCredentials(appId: string, appSecret: string): void;
  /** Back to the start: tokens, counters, log, faults and changed credentials are forgotten, calls under way dropped. */
  reset(): void;
  /** Stops listening and drops every connection, idle and hung ones included. Calling it again is harmless. */
  close(): Promise<void>;
}

/** How `revoke` treats the issuer. */
export interface RevokeOptions {
  /** Whether the issuer goes on granting the revoked token. Default false. */
  readonly keepServing?: boolean;
}
