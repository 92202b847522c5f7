import { TokenError } from './token-error.ts';

/** What the system says in its codes (Node, Bun) or words (Deno), and what to check then. */
const reasons: readonly (readonly [reason: string, pattern: RegExp, remedy: string])[] = [
  ['dns', /ENOTFOUND|EAI_|failed to lookup/, 'the host name was not found; check baseUrl, and DNS'],
  ['refused', /refused/i, 'nothing listens there; check host and port of baseUrl'],
  ['reset', /reset|EPIPE|UND_ERR_SOCKET|reading a body/i, 'the connection was cut; check proxies, or try again'],
  ['tls', /cert|TLS|SSL|UNABLE_TO|HOSTNAME|EPROTO/i, 'its certificate was not accepted; check it, and whom you trust'],
];

const other = ['other', undefined, 'check baseUrl and the network'] as const;

/**
 * Core's own errors as they are; whatever else a transport throws becomes `ERR_TOKEN_NETWORK`, stripped to a reason.
 * Neither a name that does not exist nor a certificate that is not accepted is worth a retry.
 */
export function toTokenError(error: unknown, origin: string): TokenError {
  if (TokenError.isInstance(error)) return error;
  const said = systemWords(error);
  const [reason, , remedy] = reasons.find(([, pattern]) => pattern.test(said)) ?? other;
  return new TokenError(`Token endpoint was not reached (${reason}) at ${origin}: ${remedy}.`, {
    code: 'ERR_TOKEN_NETWORK',
    reason,
    origin,
    retryable: reason === 'dns' ? /AGAIN|Temporary/.test(said) : reason !== 'tls',
  });
}

function systemWords(error: unknown): string {
  let said = '';
  for (let at: unknown = error, depth = 0; Object(at) === at && depth < 5; depth += 1) {
    const { code, message, cause }: { code?: unknown; message?: unknown; cause?: unknown } = Object(at);
    // Deno has words only, and quotes the URL in them: a host may be called reset-certificates.example.
    said += ` ${String(code ?? message).replace(/\S+:\/\/\S+/g, '')}`;
    at = cause;
  }
  return said;
}
