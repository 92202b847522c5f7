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
    // A parameter without a value counts as left out (RFC 6749 §3.2).
    if (foreign.some((name) => form.get(name))) {
      const message = 'The agent serves one token: set scope and audience where the agent is started.';
      return { status: 400, error: 'invalid_scope', message };
    }
    const secret = basicSecret(authorization);
    return { keys: secret === undefined ? [form.get('client_secret') ?? ''] : [secret, formDecoded(secret)] };
  },
  granted: ({ accessToken, expiresIn }) => ({ access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn }),
  refused: (status, error, message) => ({
    status,
    headers: { ...noStore, ...(status === 401 && { 'www-authenticate': 'Basic realm="tokenkeep"' }) },
    body: { error, error_description: message },
  }),
};

/** The part after the colon of HTTP Basic. */
function basicSecret(authorization = ''): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? '';
  return /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString())?.[1];
}

/** As RFC 6749 §2.3.1 has it, which many clients leave out: a key of the user's own may have a `+` or a `%` in it. */
function formDecoded(secret: string): string {
  return new URLSearchParams(`key=${secret.replaceAll('&', '%26')}`).get('key') ?? '';
}
