import type { TokenProtocol } from './token-protocol.ts';

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };
/** What would be another token than the one that is shared. */
const foreign = ['scope', 'audience', 'resource'];

/** `POST /oauth/token`: client credentials (RFC 6749 §4.4) with the local key as the client's secret. */
export const oauthProtocol: TokenProtocol = {
  read({ authorization }, body) {
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'client_credentials') {
      return { status: 400, error: 'unsupported_grant_type', message: 'grant_type must be client_credentials.' };
    }
    if (foreign.some((name) => form.has(name))) {
      const message = 'The agent serves one token: set scope and audience where the agent is started.';
      return { status: 400, error: 'invalid_scope', message };
    }
    return { key: basicSecret(authorization) ?? form.get('client_secret') ?? '' };
  },
  granted: ({ accessToken, expiresIn }) => ({ access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn }),
  refused: (status, error, message) => ({
    status,
    headers: { ...noStore, ...(status === 401 && { 'www-authenticate': 'Basic realm="tokenkeep"' }) },
    body: { error, error_description: message },
  }),
};

/** The part after the colon of HTTP Basic, form-decoded (RFC 6749 §2.3.1). Keys that the agent makes need no encoding. */
function basicSecret(authorization = ''): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const [, secret] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  try {
    return secret === undefined ? undefined : decodeURIComponent(secret.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
