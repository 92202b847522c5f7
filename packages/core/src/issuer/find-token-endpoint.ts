import { TokenError } from '../errors/token-error.ts';
import { secretUrl } from '../http/allowed-origin.ts';
import { plainNames } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import type { SendExchange } from '../http/exchange-request.ts';

/**
 * Reads the issuer's metadata: OpenID Connect Discovery first, then RFC 8414 §3, which puts the well-known part before
 * the issuer's path. Metadata that claim another issuer are refused (RFC 8414 §3.3).
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE` for metadata that do not fit; what `send` throws
 */
export async function findTokenEndpoint(issuer: URL, send: SendExchange, allowInsecure: boolean): Promise<URL> {
  const path = issuer.pathname.replace(/\/$/, '');
  const openid = `${issuer.origin}${path}/.well-known/openid-configuration`;
  const oauth = `${issuer.origin}/.well-known/oauth-authorization-server${path}`;
  const answer = await send({ url: openid }).catch((error: unknown) => {
    // What passes is retried, and says nothing about which of the two the server has.
    if (TokenError.isInstance(error) && error.retryable && error.code !== 'ERR_TOKEN_RESPONSE') throw error;
    return send({ url: oauth });
  });
  const metadata: { issuer?: unknown; token_endpoint?: unknown } = Object(answer.body);
  const same = typeof metadata.issuer === 'string' && metadata.issuer.replace(/\/$/, '') === `${issuer.origin}${path}`;
  if (!same || typeof metadata.token_endpoint !== 'string') {
    throw responseError('metadata', 'metadata of another issuer, or without token_endpoint', {
      origin: issuer.origin,
      names: plainNames,
    });
  }
  return secretUrl('token_endpoint', metadata.token_endpoint, allowInsecure, true);
}
