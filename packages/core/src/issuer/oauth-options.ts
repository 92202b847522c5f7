import { configError, requireDuration } from '../errors/config-error.ts';
import { requireOrigins, secretUrl } from '../http/allowed-origin.ts';
import { isFunction, type ValueOrFunction } from './credential.ts';
import { parameters, type Parameters } from './endpoint-request.ts';
import type { TokenUse } from './token-use.ts';

/** The options that all OAuth grants share. */
export interface OAuthOptions extends TokenUse {
  /** The token endpoint, with its query if it has one. Or give `issuer` instead. */
  readonly tokenUrl?: string | undefined;
  /**
   * The server whose metadata names the token endpoint (RFC 8414, OpenID Connect Discovery). The metadata is read at first
   * use, and again after a 404 or 410 of the endpoint.
   */
  readonly issuer?: string | undefined;
  /** Other origins at which the metadata may place the endpoint. Default: none, except Google's own. */
  readonly endpointOrigins?: readonly string[] | undefined;
  /** The scopes, space-separated or as a list (RFC 6749 §3.3). Default: none. */
  readonly scope?: string | readonly string[] | undefined;
  /** The API's identifier, for servers that ask for it, such as Auth0. Default: none. */
  readonly audience?: string | undefined;
  /** Resource indicators (RFC 8707), one or a list. Default: none. */
  readonly resource?: string | readonly string[] | undefined;
  /** Further parameters, or a function that returns them, called before each exchange. Default: none. */
  readonly params?: ValueOrFunction<Parameters> | undefined;
  /**
   * How the parameters are sent: as a form (RFC 6749), as JSON, or in the URL's query. A secret or assertion is never put into
   * the URL. Default: `form`.
   */
  readonly bodyFormat?: 'form' | 'json' | 'query' | undefined;
  /** Further headers of the request. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The `token_type`s that are accepted, in any case; `''` accepts an answer without one. Default: `['Bearer']`. */
  readonly acceptTokenTypes?: readonly string[] | undefined;
  /** The lifetime, in milliseconds, if the answer has no `expires_in`, or `null` or 0. Default: that is an error. */
  readonly assumeExpiresInMs?: number | undefined;
  /** The origins of the API that the tokens are for: exact https origins, or http ones of this machine. */
  readonly apiOrigins: readonly string[];
}

/** The names of {@link OAuthOptions}, without those of `TokenUse`. */
export const oauthOptions: readonly (keyof OAuthOptions)[] = [
  'tokenUrl',
  'issuer',
  'endpointOrigins',
  'scope',
  'audience',
  'resource',
  'params',
  'bodyFormat',
  'headers',
  'acceptTokenTypes',
  'assumeExpiresInMs',
];

/** Names and values in the order in which they are sent; a name may come twice. */
export type ParameterList = readonly (readonly [string, string])[];

/** Those that have an option of their own. */
const ownParams = new Set([
  'grant_type',
  'scope',
  'audience',
  'resource',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'assertion',
]);

/**
 * Checks what can be checked before anything is asked.
 *
 * @returns where to start: the token endpoint, or the issuer
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work
 */
export function requireOAuthOptions(where: string, options: OAuthOptions): URL {
  const { tokenUrl, issuer, endpointOrigins, bodyFormat = 'form', acceptTokenTypes, allowInsecure } = options;
  if ((issuer === undefined) === (tokenUrl === undefined)) {
    throw configError(`${where} needs tokenUrl or issuer: pass one.`);
  }
  // The endpoint's own origin is hardly ever the API's.
  if (options.apiOrigins === undefined) {
    throw configError(`${where} needs apiOrigins: list the exact origins of the API that the tokens are for.`);
  }
  if (endpointOrigins !== undefined) {
    requireOrigins(endpointOrigins, allowInsecure, 'endpointOrigins');
    if (issuer === undefined) throw configError('endpointOrigins goes with issuer, not with tokenUrl: leave it out.');
  }
  if (!['form', 'json', 'query'].includes(bodyFormat)) {
    throw configError("bodyFormat must be 'form', 'json' or 'query': correct it.");
  }
  if (acceptTokenTypes !== undefined && !(isList(acceptTokenTypes) && acceptTokenTypes.length > 0)) {
    throw configError("acceptTokenTypes must be a list such as ['Bearer', '']: correct it.");
  }
  if (options.assumeExpiresInMs !== undefined) requireDuration('assumeExpiresInMs', options.assumeExpiresInMs, 1000);
  return issuer === undefined
    ? secretUrl('tokenUrl', tokenUrl ?? '', allowInsecure, true)
    : secretUrl('issuer', issuer, allowInsecure);
}

/** @returns what is asked for (RFC 6749 §4.4.2, RFC 8707); the same for the same wish */
export function wishes({ scope = '', audience = '', resource = [] }: OAuthOptions): ParameterList {
  const scopes = strings('scope', scope).join(' ');
  return [
    ...(scopes === '' ? [] : [['scope', scopes] as const]),
    ...(audience === '' ? [] : strings('audience', audience).map((name) => ['audience', name] as const)),
    ...strings('resource', resource).map((uri) => ['resource', uri] as const),
  ];
}

/**
 * Reads further parameters wherever they come from; what is there already is checked and copied at once.
 *
 * @returns a function that gives them, always in the same order
 * @throws TokenError `ERR_TOKEN_CONFIG` for one that has an option of its own, and for what is no string
 */
export function paramsReader(given: ValueOrFunction<Parameters>): () => ParameterList | Promise<ParameterList> {
  if (isFunction(given)) return async () => furtherParams(await given());
  const fixed = furtherParams(given);
  return () => fixed;
}

function furtherParams(params: Parameters): ParameterList {
  const list = parameters('params', params);
  const reserved = list.find(([name]) => ownParams.has(name));
  if (reserved !== undefined) throw configError(`params must not hold ${reserved[0]}: use its own option.`);
  return list.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function strings(option: string, value: string | readonly string[]): readonly string[] {
  const list = [value].flat();
  if (isList(list)) return list;
  throw configError(`${option} must hold strings and nothing else: correct it.`);
}

function isList(values: readonly unknown[]): values is readonly string[] {
  return Array.isArray(values) && values.every((value) => typeof value === 'string');
}
