import type { EndpointShape } from './endpoint/endpoint-shape.ts';
import type { ExchangeRecord } from './exchange-log.ts';
import type { MockRoute } from './own-route/mock-route.ts';

/** One application that may exchange its credentials for a token. */
export interface MockApp {
  readonly appId: string;
  readonly appSecret: string;
}

/** A delay in milliseconds: fixed, or drawn evenly from a range. */
export type MockLatency = number | { readonly min: number; readonly max: number };

/** What `createMockServer` can be told. Every option has a default. */
export interface MockServerOptions {
  /** Who may exchange. At least one, ids unique. Default: one generated pair, found in `server.apps[0]`. */
  readonly apps?: readonly MockApp[];
  /** How long a new token lives, in milliseconds, at least 1. Default 86 400 000 (24 h, as the seed says). */
  readonly tokenLifetimeMs?: number;
  /**
   * How near its end a token is replaced, in milliseconds. Until then an exchange answers the same token again.
   * Default 0: never before the end. `Infinity` makes an issuer that is not sticky: every exchange mints.
   */
  readonly rolloverMs?: number;
  /**
   * Rounds the seconds that an exchange answers up, as many servers do: a token then ends up to a second before its
   * time, and in its last second it is answered with 1. Default false.
   */
  readonly roundLifetimesUp?: boolean;
  /** Token endpoints of other shapes, for rehearsing any API. Faults of the `token` route hit them, too. Default none. */
  readonly endpoints?: readonly EndpointShape[];
  /** Routes of your own on the API: behind the token, with its faults and counters. Default none. */
  readonly routes?: readonly MockRoute[];
  /** Delay before the answer to every exchange, malformed ones included, in milliseconds. Default 0. Nothing else waits. */
  readonly latencyMs?: MockLatency;
  /** Seeds the draws from a latency range, so that a run can be repeated. Default 1. Tokens do not depend on it. */
  readonly seed?: number;
  /** Makes tokens JWT-shaped instead of opaque. Their `exp` does not follow `age`. Default false. */
  readonly jwt?: boolean;
  /** How many exchanges may be under way at once; the next gets 429. Default `Infinity`. */
  readonly maxConcurrentExchanges?: number;
  /** Where to listen. Default `127.0.0.1`. Without a `controlKey` the control routes answer loopback only, all the same. */
  readonly host?: string;
  /** Default 0: any free port. Rejects when the port is taken. */
  readonly port?: number;
  /** Whether `/__mock/` exists. The methods of the server object work either way. Default true. */
  readonly control?: boolean;
  /**
   * Opens the control routes to other machines, for whoever shows it as `Authorization: Bearer`; this machine has to
   * show it, too. At least 16 characters. Default none.
   */
  readonly controlKey?: string;
  /** Host names under which the control routes are reached, such as a service's name in Docker compose. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Which web pages may call the token routes and the API: origins, or `true` for any. Default false: none. */
  readonly cors?: boolean | readonly string[];
  /** How many exchanges `exchanges()` remembers; older ones are forgotten. Default 1000. */
  readonly exchangeLogSize?: number;
  /** The clock, epoch milliseconds, so that a test can move it. Default: `Date.now` as it is at each call, faked or not. */
  readonly now?: () => number;
  /** Called with each exchange as it is answered. What it throws, or rejects with, is ignored. */
  readonly onExchange?: (record: ExchangeRecord) => void;
}
