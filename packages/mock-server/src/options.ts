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

/** Options of `createMockServer`. Every option has a default. */
export interface MockServerOptions {
  /** Who may exchange: at least one app, with unique ids. Default: one generated pair, in `server.apps[0]`. */
  readonly apps?: readonly MockApp[];
  /** How long a new token lives, in milliseconds, at least 1. Default 86 400 000 (24 h, as Symbl's documentation says). */
  readonly tokenLifetimeMs?: number;
  /**
   * How long before its end a token is replaced, in milliseconds. Until then an exchange returns the same token again. With
   * `Infinity` every exchange grants a new token. Default 0: a token is never replaced before its end.
   */
  readonly rolloverMs?: number;
  /**
   * Rounds the seconds in the answer up, as many servers do: then a token expires up to a second earlier than the answer
   * says. Default false.
   */
  readonly roundLifetimesUp?: boolean;
  /** Other kinds of token endpoints, to imitate another API. Faults of the route `token` apply to them too. Default none. */
  readonly endpoints?: readonly EndpointShape[];
  /** Your own routes on the API. They need the token, and have the API's faults and counters. Default none. */
  readonly routes?: readonly MockRoute[];
  /** The delay before the answer to every exchange, also to malformed ones, in milliseconds. Default 0. */
  readonly latencyMs?: MockLatency;
  /** Makes the random delays of a latency range repeatable. Tokens do not depend on it. Default 1. */
  readonly seed?: number;
  /** Makes tokens JWT-shaped instead of opaque. Their `exp` does not follow `age`. Default false. */
  readonly jwt?: boolean;
  /** How many exchanges are served at the same time; more get 429. Default `Infinity`. */
  readonly maxConcurrentExchanges?: number;
  /** The address to listen on. Without a `controlKey` the control routes answer only loopback anyway. Default `127.0.0.1`. */
  readonly host?: string;
  /** The port to listen on. `createMockServer` rejects if it is in use. Default 0: any free port. */
  readonly port?: number;
  /** Whether `/__mock/` exists. The methods of the server object work either way. Default true. */
  readonly control?: boolean;
  /**
   * Lets other machines use the control routes. Everybody, this machine too, must send it as `Authorization: Bearer`. At least
   * 16 characters. Default none.
   */
  readonly controlKey?: string;
  /** Host names by which the control routes can be called, such as a service's name in Docker compose. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Which web pages may call the token routes and the API: origins, or `true` for any. Default false: none. */
  readonly cors?: boolean | readonly string[];
  /** How many exchanges `exchanges()` remembers; older ones are forgotten. Default 1000. */
  readonly exchangeLogSize?: number;
  /** The clock, in epoch milliseconds, so that a test can move it. Default: `Date.now`, also if a test mocks it. */
  readonly now?: () => number;
  /** Called with each exchange as it is answered. What it throws, or rejects with, is ignored. */
  readonly onExchange?: (record: ExchangeRecord) => void;
}
