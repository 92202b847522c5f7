import { TokenError } from './token-error.ts';

type NetworkReason = 'dns' | 'dns-temporary' | 'refused' | 'reset' | 'tls' | 'other';

const remedies: Readonly<Record<NetworkReason, string>> = {
  dns: 'the host name does not exist; check baseUrl (tokenUrl).',
  'dns-temporary': 'the name server did not answer; check DNS and try again.',
  refused: 'nothing listens there; check baseUrl (tokenUrl), port and firewall.',
  reset: 'the connection was cut; try again, check proxies.',
  tls: 'the TLS certificate was not accepted; check the host and the trusted certificates.',
  other: 'check baseUrl (tokenUrl) and the network.',
};

/** Core's own errors as they are; whatever else a transport throws becomes `ERR_TOKEN_NETWORK`, stripped to a reason. */
export function toTokenError(error: unknown, origin: string): TokenError {
  if (TokenError.isInstance(error)) return error;
  const reason = networkReason(error);
  return new TokenError(`Token endpoint could not be reached (${reason}) at ${origin}: ${remedies[reason]}`, {
    code: 'ERR_TOKEN_NETWORK',
    reason,
    origin,
  });
}

function networkReason(error: unknown): NetworkReason {
  // Node hides the system's code in `cause`, Bun and Deno show it on the error or in its name.
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = 'code' in at ? String(at.code) : at.message;
    if (/ENOTFOUND|EAI_NONAME|EAI_NODATA|DNSException|failed to lookup/i.test(code)) return 'dns';
    if (/EAI_AGAIN/i.test(code)) return 'dns-temporary';
    if (/ECONNREFUSED|ConnectionRefused/i.test(code)) return 'refused';
    if (/ECONNRESET|EPIPE|UND_ERR_SOCKET|ConnectionClosed|ConnectionReset|UND_ERR_RES_EXCEEDED/i.test(code))
      return 'reset';
    if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/i.test(code)) return 'tls';
  }
  return 'other';
}
