import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../answer.ts';
import type { Presentation } from '../endpoint/endpoint-shape.ts';
import type { Parts } from '../parts.ts';
import { refuse } from './refuse.ts';

const REALM = 'Bearer realm="tokenkeep-mock"';
const BEARER: Presentation = { header: 'authorization', scheme: 'Bearer' };

/**
 * Looks for the token of an API call where its endpoint says that it is shown: `Authorization: Bearer`, or another
 * header for an endpoint whose shape has `present`.
 *
 * @returns whose token it is, or the 401 for a missing, wrong, expired or revoked one (RFC 6750 §3)
 */
export function checkToken(
  headers: IncomingHttpHeaders,
  { issuer, presentations }: Pick<Parts, 'issuer' | 'presentations'>,
): { readonly appId: string } | Answer {
  for (const presentation of [BEARER, ...presentations]) {
    const token = shownIn(headers, presentation);
    if (token === undefined) continue;
    const standing = issuer.standing(token);
    const wanted = standing?.present ?? BEARER;
    if (standing !== undefined && shownIn(headers, wanted) !== token) return challenge(`belongs in ${nameOf(wanted)}`);
    if (standing?.verdict === 'valid') return { appId: standing.appId };
    return challenge(`is ${standing?.verdict ?? 'not known'}`);
  }
  return unauthorized(REALM, 'A bearer token is required.');
}

function shownIn(headers: IncomingHttpHeaders, { header, scheme }: Presentation): string | undefined {
  const value = headers[header.toLowerCase()];
  if (typeof value !== 'string') return undefined;
  if (scheme === undefined) return value;
  const [, word = '', token] = /^([^ ]+) +([^ ]+)$/.exec(value) ?? [];
  return word.toLowerCase() === scheme.toLowerCase() ? token : undefined;
}

function nameOf({ header, scheme }: Presentation): string {
  return scheme === undefined ? header : `${header}: ${scheme}`;
}

function challenge(fault: string): Answer {
  const message = `The access token ${fault}.`;
  return unauthorized(`${REALM}, error="invalid_token", error_description="${message}"`, message);
}

function unauthorized(authenticate: string, message: string): Answer {
  return { ...refuse({ status: 401, message }), headers: { 'www-authenticate': authenticate } };
}
