import type { TokenProtocol } from './token-protocol.ts';

/** `POST /oauth2/token:generate` as Symbl's documentation has it; `appSecret` is the local key, `appId` anybody's. */
export const symblProtocol: TokenProtocol = {
  read(_headers, body) {
    const { type, appId, appSecret }: Readonly<Record<string, unknown>> = Object(parsed(body));
    if (type !== 'application' || typeof appId !== 'string' || typeof appSecret !== 'string') {
      return { status: 400, error: 'invalid_request', message: 'Send {"type":"application","appId","appSecret"}.' };
    }
    return { keys: [appSecret] };
  },
  granted: ({ accessToken, expiresIn }) => ({ accessToken, expiresIn }),
  refused: (status, _error, message) => ({ status, body: { statusCode: status, message } }),
};

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
