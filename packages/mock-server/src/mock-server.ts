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
  /** The counters since the start or the last `reset`. A copy: it does not change. */
  counters(): MockCounters;
  /** The last exchanges, oldest first; `exchangeLogSize` of them. A copy. */
  exchanges(): readonly ExchangeRecord[];
  /** Plans a fault for the next calls of a route. Throws a `TypeError` that says what is wrong with it. */
  fault(order: FaultOrder): void;
  /** Cancels planned faults, of one route or of both. A fault that has begun goes on. Throws for an unknown route. */
  clearFaults(route?: FaultRoute): void;
  /**
   * Makes the API refuse every token granted so far, of one app or of all.
   * The next exchange grants a new one. With `keepServing` exchanges still return the refused one, as when API and issuer
   * disagree. Throws for an unknown app.
   */
  revoke(appId?: string, options?: RevokeOptions): void;
  /**
   * Makes the app's current tokens older by this many milliseconds: they expire sooner, and exchanges say so.
   * Throws for an unknown app, and for one that has no token yet.
   */
  age(appId: string, ms: number): void;
  /** Replaces an app's secret: from now on the old one is refused. Granted tokens stay valid. Throws for an unknown app. */
  setCredentials(appId: string, appSecret: string): void;
  /** Back to the start: forgets tokens, counters, log, faults and changed credentials, and drops open calls. */
  reset(): void;
  /** Stops listening and drops every connection. Calling it again is harmless. */
  close(): Promise<void>;
}

/** How `revoke` treats the issuer. */
export interface RevokeOptions {
  /** Whether exchanges still return the revoked token. Default false. */
  readonly keepServing?: boolean;
}
