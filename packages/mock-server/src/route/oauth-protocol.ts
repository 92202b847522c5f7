import type { FastifyRequest } from 'fastify';
import { readBasic, readClientAuthentication } from './client-authentication.ts';
import type { TokenProtocol } from './token-protocol.ts';

const text = { type: 'string' } as const;
const bodySchema = {
  type: 'object',
  required: ['grant_type'],
  properties: {
    grant_type: text,
    client_id: text,
    client_secret: text,
    scope: text,
    audience: text,
    // The only parameter that may be repeated (RFC 8707 §2).
    resource: { anyOf: [text, { type: 'array', items: text }] },
  },
} as const;

interface OAuthBody {
  readonly grant_type: string;
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly scope?: string;
  readonly audience?: string;
  readonly resource?: string | readonly string[];
}

const ERRORS: Readonly<Record<number, string>> = { 401: 'invalid_client', 429: 'temporarily_unavailable' };

/** `POST /oauth/token`: OAuth 2.0 client credentials, RFC 6749 §4.4. */
export const oauthProtocol: TokenProtocol = {
  path: '/oauth/token',
  method: 'POST',
  contentType: 'application/x-www-form-urlencoded',
  requestSchema: { body: bodySchema },
  claimedAppId({ headers, body }) {
    const basic = readBasic(headers.authorization, 'form');
    if (basic !== undefined) return basic.clientId;
    if (typeof body !== 'object' || body === null || !('client_id' in body)) return undefined;
    return typeof body.client_id === 'string' ? body.client_id : undefined;
  },
  read(request: FastifyRequest) {
    // The schema has vouched for it.
    const form = request.body as OAuthBody;
    if (form.grant_type !== 'client_credentials') {
      return { status: 400, error: 'unsupported_grant_type', message: 'grant_type must be client_credentials.' };
    }
    if (form.scope !== undefined && !/^[!#-[\]-~]+( [!#-[\]-~]+)*$/.test(form.scope)) {
      return { status: 400, error: 'invalid_scope', message: 'scope must be tokens separated by single spaces.' };
    }
    const client = readClientAuthentication(request.headers.authorization, form);
    if ('status' in client) return client;
    return { appId: client.clientId, appSecret: client.clientSecret, purpose: purposeOf(form), scope: form.scope };
  },
  granted: ({ token, expiresIn }, { scope }) => ({
    status: 200,
    headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
    body: {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresIn,
      ...(scope !== undefined && { scope }),
    },
  }),
  refused: ({ status, message, error }) => ({
    status,
    headers: {
      'cache-control': 'no-store',
      pragma: 'no-cache',
      ...(status === 401 && { 'www-authenticate': 'Basic realm="tokenkeep-mock"' }),
    },
    body: {
      error: error ?? ERRORS[status] ?? (status >= 500 ? 'server_error' : 'invalid_request'),
      error_description: message,
    },
  }),
};

// The order of scopes and of resources means nothing (RFC 6749 §3.3).
function purposeOf({ scope = '', audience = '', resource = [] }: OAuthBody): string {
  const scopes = [...new Set(scope.split(' '))].sort();
  const resources = [resource].flat().sort();
  return JSON.stringify(['oauth', scopes, audience, resources]);
}
