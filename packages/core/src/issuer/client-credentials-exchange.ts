export { clientAuth } from './client-auth.ts';
export { findTokenEndpoint } from './find-token-endpoint.ts';
export { grantParams } from './grant-params.ts';
import { plainNames } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import { parseTokenResponse, type TokenGrant } from '../token/parse-token-response.ts';
import type { ClientAuth } from './client-auth.ts';
import { explainOAuthError } from './oauth-error.ts';
import type { SendExchange } from '../http/exchange-request.ts';

/** One exchange, all of it settled but the sending. */
export interface ClientCredentialsExchange {
  readonly endpoint: URL;
  readonly auth: ClientAuth;
  readonly params: readonly (readonly [string, string])[];
  readonly assumeExpiresInMs: number | undefined;
}

/**
 * The access token request and its answer (RFC 6749 §4.4.2, §5.1).
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE` for a `token_type` other than Bearer, or a life that nobody tells
 */
export async function exchangeClientCredentials(
  { endpoint, auth, params, assumeExpiresInMs }: ClientCredentialsExchange,
  send: SendExchange,
): Promise<TokenGrant> {
  const { headers, params: proof } = await auth.prove();
  const answer = await send({
    url: endpoint.href,
    headers,
    form: [['grant_type', 'client_credentials'], ...params, ...proof],
    explain: explainOAuthError,
  });
  const body: Record<string, unknown> = Object(answer.body);
  const at = { origin: endpoint.origin, names: plainNames };
  const type = body['token_type'];
  if (body['access_token'] !== undefined && !(typeof type === 'string' && type.toLowerCase() === 'bearer')) {
    throw responseError('token-type', 'another token_type than Bearer', at);
  }
  const assumed = assumeExpiresInMs === undefined ? {} : { expires_in: assumeExpiresInMs / 1000 };
  return parseTokenResponse({ ...assumed, ...body }, { accessToken: 'access_token', expiresIn: 'expires_in' }, at);
}
