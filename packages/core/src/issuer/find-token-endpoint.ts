import { configError } from '../errors/config-error.ts';
import type { Endpoint } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import { TokenError } from '../errors/token-error.ts';
import { secretUrl } from '../http/allowed-origin.ts';
import type { ExchangeAnswer, SendExchange } from '../http/exchange-request.ts';

/** A token endpoint that was learnt, and the issuer as it calls itself, with a slash at its end or without. */
export interface FoundEndpoint {
  readonly url: URL;
  readonly issuer: string | undefined;
}

/** Where the metadata are, and where the endpoint that they name may be. */
export interface Discovery {
  readonly issuer: URL;
  readonly endpointOrigins: readonly string[];
  readonly allowInsecure: boolean;
  readonly at: Endpoint;
}

/**
 * Reads the issuer's metadata: OpenID Connect Discovery first, then RFC 8414 §3, which puts the well-known part before
 * the issuer's path. Metadata that claim another issuer are refused (RFC 8414 §3.3), and so is an endpoint that the
 * secret must not go to: at an origin that nobody named, or by http where the issuer is https, be it on this machine.
 *
 * Why: docs/why.md#discovery
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE` for metadata that do not fit, `ERR_TOKEN_CONFIG` for such an endpoint; what
 * `send` throws
 */
export async function findTokenEndpoint(discovery: Discovery, send: SendExchange): Promise<FoundEndpoint> {
  const { issuer, endpointOrigins, allowInsecure, at } = discovery;
  const { body } = await readMetadata(issuer, send);
  const { issuer: named, token_endpoint }: { issuer?: unknown; token_endpoint?: unknown } = Object(body);
  const same = typeof named === 'string' && named.replace(/\/$/, '') === issuer.origin + pathOf(issuer);
  if (!same || typeof token_endpoint !== 'string') {
    throw responseError('metadata', 'metadata of another issuer, or without token_endpoint', at);
  }
  const endpoint = secretUrl('token_endpoint', token_endpoint, allowInsecure, true);
  if (issuer.protocol === 'https:' && endpoint.protocol !== 'https:') {
    throw configError(
      'token_endpoint in the metadata of an https issuer is http: correct the server, or give tokenUrl.',
    );
  }
  if ([issuer.origin, ...endpointOrigins].includes(endpoint.origin)) return { url: endpoint, issuer: named };
  throw configError(
    'token_endpoint in the metadata is at another origin than the issuer: add its origin to endpointOrigins if the secret may go there.',
  );
}

async function readMetadata(issuer: URL, send: SendExchange): Promise<ExchangeAnswer> {
  const path = pathOf(issuer);
  try {
    return await send({ url: `${issuer.origin}${path}/.well-known/openid-configuration` });
  } catch (error) {
    // What passes is retried, and says nothing about which of the two the server has.
    if (TokenError.isInstance(error) && error.retryable && error.code !== 'ERR_TOKEN_RESPONSE') throw error;
    return send({ url: `${issuer.origin}/.well-known/oauth-authorization-server${path}` });
  }
}

function pathOf({ pathname }: URL): string {
  return pathname.replace(/\/$/, '');
}
