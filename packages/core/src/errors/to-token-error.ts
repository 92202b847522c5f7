import { TokenError } from './token-error.ts';

/** What the system says in its codes (Node, Bun) or words (Deno), and what to check then, besides baseUrl. */
const reasons: readonly (readonly [reason: string, said: RegExp, check: string])[] = [
  ['dns', /ENOTFOUND|EAI_|failed to lookup/, 'DNS'],
  ['refused', /refused/i, 'that something listens there'],
  ['reset', /reset|EPIPE|UND_ERR_SOCKET|reading a body/i, 'proxies'],
  ['tls', /cert|TLS|SSL|UNABLE_TO|HOSTNAME|EPROTO/i, 'the certificate'],
  ['other', /(?:)/, 'the network'],
];

/**
 * Core's own errors as they are; whatever else a transport throws becomes `ERR_TOKEN_NETWORK`, stripped to a reason.
 * Neither a name that does not exist nor a certificate that is not accepted is worth a retry.
 */
export function toTokenError(error: unknown, origin: string): TokenError {
  if (TokenError.isInstance(error)) return error;
  const words = systemWords(error);
  const [reason, , check] = reasons.find(([, said]) => said.test(words)) ?? [];
  return new TokenError(`Token endpoint was not reached (${reason}) at ${origin}: check baseUrl and ${check}.`, {
    code: 'ERR_TOKEN_NETWORK',
    reason,
    origin,
    retryable: reason === 'dns' ? /AGAIN|Temporary/.test(words) : reason !== 'tls',
  });
}

function systemWords(error: unknown): string {
  let words = '';
  for (let at = error, depth = 0; Object(at) === at && depth < 5; depth += 1) {
    const { code, message, cause }: { code?: unknown; message?: unknown; cause?: unknown } = Object(at);
    // Deno has words only, and quotes the URL in them: a host may be called reset-certificates.example.
    words += ` ${String(code ?? message).replace(/\S+:\/\/\S+/g, '')}`;
    at = cause;
  }
  return words;
}
