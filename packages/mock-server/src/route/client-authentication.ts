import type { Refusal } from './token-protocol.ts';

/** A client's id and secret, as it sent them. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const INVALID_CLIENT: Refusal = { status: 401, message: 'The client is not authenticated.' };

/** Reads `client_secret_basic` or `client_secret_post` (RFC 6749 §2.3.1), which must not be mixed. */
export function readClientAuthentication(
  authorization: string | undefined,
  form: { readonly client_id?: string; readonly client_secret?: string },
): ClientCredentials | Refusal {
  const { client_id: clientId, client_secret: clientSecret } = form;
  if (authorization === undefined) {
    return clientId === undefined || clientSecret === undefined ? INVALID_CLIENT : { clientId, clientSecret };
  }
  const basic = readBasic(authorization, 'form');
  if (basic === undefined) return INVALID_CLIENT;
  if (clientSecret !== undefined || (clientId !== undefined && clientId !== basic.clientId)) {
    return { status: 400, message: 'Use one client authentication method, not two.' };
  }
  return basic;
}

/** @returns `undefined` for anything but HTTP Basic with both parts encoded so */
export function readBasic(authorization: string | undefined, encoding: 'form' | 'raw'): ClientCredentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':');
  if (encoding === 'raw') return { clientId: id, clientSecret: secret.join(':') };
  try {
    return { clientId: formDecode(id), clientSecret: formDecode(secret.join(':')) };
  } catch {
    return undefined;
  }
}

function formDecode(part: string): string {
  return decodeURIComponent(part.replaceAll('+', ' '));
}
