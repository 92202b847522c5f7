import type { Endpoint } from './endpoint.ts';
import { configError } from './config-error.ts';
import { TokenError, type TokenErrorReason } from './token-error.ts';

/** What the system says in its codes (Node, Bun) or words (Deno), and what to check then, besides the URL. */
const reasons: readonly (readonly [reason: TokenErrorReason, said: RegExp, check: string])[] = [
  ['dns', /ENOTFOUND|EAI_|failed to lookup/, 'DNS'],
  ['refused', /refused/i, 'that something listens there'],
  ['reset', /reset|EPIPE|UND_ERR_SOCKET|reading a body/i, 'proxies'],
  ['tls', /cert|TLS|SSL|UNABLE_TO|HOSTNAME|EPROTO/i, 'the certificate'],
  ['other', /(?:)/, 'the network'],
];

/** What runtimes call a failed connection by where they throw a TypeError for it: Chromium, Deno, Safari, undici, Bun. */
// From the beginning: "Cannot read properties of undefined (reading 'connect')" is a mistake.
const networkWords =
  /^(failed to fetch|error (sending request|reading a body)|load failed|network ?(error|connection)|the network|terminated|unable to connect)/i;
/** The classes that a program throws when it is wrong. */
const mistakes = /^(TypeError|ReferenceError|RangeError|SyntaxError)$/;
/** Codes for arguments that cannot work, which undici and Node use under "fetch failed" as well. */
const argumentCodes = /INVALID_ARG|INVALID_URL|INVALID_STATE|NOT_SUPPORTED/;

/**
 * Core's own errors as they are; whatever else a transport throws becomes `ERR_TOKEN_NETWORK`, or `ERR_TOKEN_CONFIG` when
 * it is a mistake in the program. Only a system or platform code is kept of it.
 *
 * Neither a name that does not exist nor a certificate that is not accepted is worth a retry.
 *
 * @param by whose code threw it
 */
export function toTokenError(error: unknown, at: Endpoint, by: 'issuer' | 'fetch' = 'fetch'): TokenError {
  if (TokenError.isInstance(error)) return error;
  const chain = causes(error);
  const detail = chain.map(codeOf).find((code) => code !== undefined);
  if (isMistake(chain, detail)) {
    const what = by === 'issuer' ? 'The issuer' : 'fetch';
    const name = nameOf(chain.find((cause) => mistakes.test(nameOf(cause))) ?? chain[0]);
    return new TokenError(
      `${what} threw a ${name} at ${at.origin}, which is a mistake in the program: look at ${by === 'issuer' ? "the issuer's exchange()" : 'the option fetch, the port, and polyfills of fetch or AbortSignal'}.`,
      { code: 'ERR_TOKEN_CONFIG', reason: by, origin: at.origin, detail: detail ?? name },
    );
  }
  const words = chain.map(wordsOf).join(' ');
  const [reason, , check] = reasons.find(([, said]) => said.test(words)) ?? [];
  return new TokenError(
    `Token endpoint was not reached (${reason}) at ${at.origin}: check ${at.names.url} and ${check}.`,
    {
      code: 'ERR_TOKEN_NETWORK',
      reason,
      origin: at.origin,
      detail,
      retryable: reason === 'dns' ? /AGAIN|Temporary/.test(words) : reason !== 'tls',
    },
  );
}

/** There is nothing to send with. */
export function noFetchError(): TokenError {
  return configError('There is no global fetch in this runtime: pass one as the option fetch.', 'fetch');
}

/** A mistake throws one of the language's own errors; the platform uses `TypeError` for failed connections as well. */
function isMistake(chain: readonly object[], detail: string | undefined): boolean {
  if (!chain.some((error) => mistakes.test(nameOf(error)))) return false;
  if (detail !== undefined) return argumentCodes.test(detail);
  const said = chain.map((error) => String(Reflect.get(error, 'message')));
  // "bad port", "unknown scheme": what undici refuses to try stands, without a code, behind its usual words.
  if (said.some((words) => words === 'fetch failed'))
    return said.some((words) => /^(bad|unknown|invalid) /.test(words));
  return !said.some((words) => networkWords.test(words));
}

function nameOf(error: object | undefined): string {
  return String(Object(error).name);
}

/** The error and its causes, five at most. (docs/why.md#causes) */
function causes(error: unknown): readonly object[] {
  const chain: object[] = [];
  for (let at = error; Object(at) === at && chain.length < 5; at = Object(at).cause) chain.push(Object(at));
  return chain;
}

/**
 * `ECONNREFUSED`, `UND_ERR_SOCKET`, Bun's `ConnectionRefused`; nothing that somebody could have put a secret into.
 *
 * Why: docs/why.md#codes-only
 */
function codeOf(error: object): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && /^([A-Z][A-Z0-9_]{2,39}|(Connection|FailedTo)[A-Za-z]{1,30})$/.test(code)
    ? code
    : undefined;
}

/** Deno has words only, and quotes the URL in them: a host may be called reset-certificates.example. */
function wordsOf(error: object): string {
  const said: unknown = codeOf(error) ?? Reflect.get(error, 'message');
  return String(said).replace(/\S+:\/\/\S+/g, '');
}
