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

/** Options of {@link tokenEndpoint}. Both types follow from what is given: what the credentials are called, what is sent. */
export interface TokenEndpointOptions<Credentials, Made = EndpointRequest> extends TokenUse {
  /** Where the token is asked for; it may have a query. */
  readonly url: string;
  /** Default: `POST`. */
  readonly method?: 'GET' | 'POST' | undefined;
  /** Names and values, or a function of them, asked before each exchange: a rotated secret needs no restart. */
  readonly credentials: ValueOrFunction<Credentials>;
  /**
   * Makes the request of the credentials. It is called more than once for one exchange, and gives the same for the same
   * credentials and moment; what differs each time is made of the moment.
   */
  readonly request: (
    credentials: Credentials,
    moment: ExchangeMoment,
  ) => KnownRequest<Made> | Promise<KnownRequest<Made>>;
  /** Where in the answer the token and its life stand; or a function that reads them. */
  readonly response: TokenPlaces | ((answer: ExchangeAnswer) => TokenGrant | Promise<TokenGrant>);
  /** What these options are called in remedies, for an issuer that is made over this one. */
  readonly optionNames?: OptionNames | undefined;
  /** Dates requests and reads instants. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

const known = ['url', 'method', 'credentials', 'request', 'response', 'optionNames', 'clock', ...tokenUse] as const;

/**
 * Any endpoint that turns credentials into a token: what it is sent is made of the credentials, what it answers is read
 * by paths.
 *
 * The cache key covers the URL and the whole request. A function that reads the answer counts by its source text: two
 * that differ only in what they have closed over need different requests, or caches.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, at once where the credentials are given
 */
export function tokenEndpoint<Credentials extends Readonly<Record<keyof Credentials, string>>, Made>(
  options: TokenEndpointOptions<Credentials, Made>,
): TokenIssuer {
  const given = readOptions<TokenEndpointOptions<Credentials, Made>>('tokenEndpoint()', options, known);
  const { method = 'POST', credentials, request, response, allowInsecure = false, clock = systemClock } = given;
  const { optionNames: names = { credentials: 'credentials', url: 'url', life: 'response.assumeExpiresInMs' } } = given;
  const url = secretUrl('url', given.url, allowInsecure, true);
  if (method !== 'GET' && method !== 'POST') throw configError("method must be 'GET' or 'POST': correct it.");
  if (typeof request !== 'function') throw configError('request must be a function of the credentials: pass one.');
  requireClock(clock);
  const places = typeof response === 'function' ? undefined : requirePlaces('response', response);
  const reading = places === undefined ? String(response) : JSON.stringify(places);
  if (reading.endsWith('{ [native code] }')) {
    throw configError('response is a bound function, which nothing tells from another: pass one that is written out.');
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
