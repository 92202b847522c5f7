import { configError, requireRecord } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import type { ExchangeRequest } from '../http/exchange-request.ts';
import { requireHeaders } from './request-headers.ts';

/** Names and values of a form or a query; a list for a name that occurs several times. */
export type Parameters = Readonly<Record<string, string | readonly string[]>>;

/** What is sent to a token endpoint. */
export interface EndpointRequest {
  /** The body as JSON. */
  readonly json?: unknown;
  /** The body as a form. */
  readonly form?: Parameters | undefined;
  /** Added to the URL's own query. */
  readonly query?: Parameters | undefined;
  /** Further headers of the request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An {@link EndpointRequest} without unknown properties, which TypeScript otherwise allows in what a function returns. */
export type KnownRequest<Made> = EndpointRequest &
  Made & { readonly [Name in Exclude<keyof Made, keyof EndpointRequest>]: never };

/**
 * Makes the HTTP request of what `request` gave.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming what cannot be sent
 */
export function endpointRequest(url: URL, method: 'GET' | 'POST', made: EndpointRequest): ExchangeRequest {
  const { json, form, query, headers } = readOptions('request()', made, ['json', 'form', 'query', 'headers']);
  if (json !== undefined && form !== undefined) throw configError('request() gave json and form: leave one out.');
  if (method === 'GET' && (json ?? form) !== undefined) {
    throw configError("request() gave a body, which method: 'GET' has none of: give query, or use POST.");
  }
  const to = new URL(url);
  for (const [name, value] of parameters('query', query ?? {})) to.searchParams.append(name, value);
  requireJson(json);
  return {
    url: to.href,
    method,
    headers: headers && requireHeaders('headers of request()', headers),
    json,
    form: form && parameters('form', form),
  };
}

/** @throws TokenError `ERR_TOKEN_CONFIG` for values that are no strings */
export function parameters(option: string, given: Parameters): readonly (readonly [string, string])[] {
  requireRecord(option, given);
  const list = Object.entries(given).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));
  if (list.every(([, value]) => typeof value === 'string')) return list;
  throw configError(`${option} must hold strings and nothing else: correct it.`);
}

function requireJson(json: unknown): void {
  try {
    JSON.stringify(json);
  } catch {
    throw configError('request() gave json that JSON cannot hold: give plain objects, lists, strings and numbers.');
  }
}
