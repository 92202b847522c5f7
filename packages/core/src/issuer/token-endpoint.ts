import { systemClock, type Clock } from '../concurrency/clock.ts';
import { configError, requireClock, requireRecord } from '../errors/config-error.ts';
import type { OptionNames } from '../errors/endpoint.ts';
import { readOptions } from '../errors/read-options.ts';
import { secretUrl } from '../http/allowed-origin.ts';
import type { ExchangeAnswer } from '../http/exchange-request.ts';
import { parseTokenResponse, type TokenGrant } from '../token/parse-token-response.ts';
import { requirePlaces, type TokenPlaces } from '../token/token-places.ts';
import { isFunction, requireCredential, type ValueOrFunction } from './credential.ts';
import { endpointIssuer, noMoment, type ExchangeMoment } from './endpoint-issuer.ts';
import { endpointRequest, type EndpointRequest, type KnownRequest } from './endpoint-request.ts';
import { requireTokenUse, tokenUse, type TokenUse } from './token-use.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** Options of {@link tokenEndpoint}. TypeScript infers both type parameters. */
export interface TokenEndpointOptions<Credentials, Made = EndpointRequest> extends TokenUse {
  /** The URL of the token endpoint; it may have a query. */
  readonly url: string;
  /** The HTTP method. Default: `POST`. */
  readonly method?: 'GET' | 'POST' | undefined;
  /** An object of strings, or a function that returns one, called before each exchange: a rotated secret needs no restart. */
  readonly credentials: ValueOrFunction<Credentials>;
  /**
   * Turns the credentials into the request. It is called more than once per exchange and must return the same for the same
   * arguments. Take times and random values from `moment`.
   */
  readonly request: (
    credentials: Credentials,
    moment: ExchangeMoment,
  ) => KnownRequest<Made> | Promise<KnownRequest<Made>>;
  /** Where the token and its lifetime stand in the answer, or a function that reads them. */
  readonly response: TokenPlaces | ((answer: ExchangeAnswer) => TokenGrant | Promise<TokenGrant>);
  /** How error messages name these options, for an issuer built on this one. Default: their own names. */
  readonly optionNames?: OptionNames | undefined;
  /** The clock for `moment.now`, and for an instant in an answer without a `Date` header. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

/**
 * The issuer for any endpoint that turns credentials into a token. `request` makes what is sent, `response` says where the
 * token and its lifetime are.
 *
 * Clients that share a cache never get each other's token if they differ in URL or request, or in the source text of a
 * `response` function. Two such functions that differ only in variables of their surroundings need different requests, or
 * caches.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work; at once, unless `credentials` is a function
 */
export function tokenEndpoint<Credentials extends Readonly<Record<keyof Credentials, string>>, Made>(
  options: TokenEndpointOptions<Credentials, Made>,
): TokenIssuer {
  const known = ['url', 'method', 'credentials', 'request', 'response', 'optionNames', 'clock', ...tokenUse] as const;
  const given = readOptions<TokenEndpointOptions<Credentials, Made>>('tokenEndpoint()', options, known);
  const { method = 'POST', credentials, request, response, allowInsecure = false, clock = systemClock } = given;
  const { optionNames: names = { credentials: 'credentials', url: 'url', life: 'response.assumeExpiresInMs' } } = given;
  const url = secretUrl('url', given.url, allowInsecure, true);
  if (method !== 'GET' && method !== 'POST') throw configError("method must be 'GET' or 'POST': correct it.");
  if (typeof request !== 'function') throw configError('request must be a function of the credentials: pass one.');
  requireClock(clock);
  if (![names?.credentials, names?.url].every((name) => typeof name === 'string')) {
    throw configError('optionNames must name credentials and url: write { credentials: "…", url: "…" }.');
  }
  const places = typeof response === 'function' ? undefined : requirePlaces('response', response);
  const reading = places === undefined ? String(response) : JSON.stringify(places);
  if (reading.endsWith('{ [native code] }')) {
    throw configError('response is a bound function, as good as any other to a cache: pass one that is written out.');
  }
  const use = requireTokenUse(given, url.origin);
  if (!isFunction(credentials)) {
    const made = request(requireCredentials(credentials), noMoment);
    if (made instanceof Promise) made.catch(() => undefined);
    else endpointRequest(url, method, made);
  }

  let last: readonly [credentials: string, request: string] = ['', ''];
  return {
    ...use,
    ...endpointIssuer({
      origin: url.origin,
      optionNames: names,
      identity: ['tokenEndpoint()', method, url.href, reading],
      clock,
      read: credentialReader(credentials),
      async request(current: Credentials & object, moment) {
        const made = endpointRequest(url, method, await request(current, moment));
        if (moment !== noMoment) return made;
        const now = [JSON.stringify(current), JSON.stringify(made)] as const;
        if (now[0] === last[0] && now[1] !== last[1]) throw changingRequest();
        last = now;
        return made;
      },
      readAnswer: (answer, at) =>
        typeof response === 'function'
          ? response(answer)
          : parseTokenResponse(answer, places ?? response, at, clock.now()),
    }),
  };
}

function changingRequest(): Error {
  return configError(
    'request() gave another request for the same credentials, so that no cache can know its tokens: take time and random numbers from its second parameter.',
  );
}

/** Reads the credentials; what is there already is checked and copied at once. */
function credentialReader<Credentials>(given: ValueOrFunction<Credentials>): () => Credentials | Promise<Credentials> {
  if (isFunction(given)) return async () => requireCredentials(await given());
  const fixed = requireCredentials(given);
  return () => fixed;
}

/** A copy of them, each of which can be sent. */
function requireCredentials<Credentials>(given: Credentials): Credentials {
  requireRecord('credentials', given);
  const credentials: Credentials = Object.assign(Object.create(null), given);
  for (const [name, value] of Object.entries(Object(credentials))) requireCredential(name, value);
  return credentials;
}
