import { meanings, type TokenErrorCode } from './meaning.ts';

/** One word more than the code. */
export type TokenErrorReason =
  /** `ERR_TOKEN_NETWORK`: how the issuer was not reached. */
  | 'dns'
  | 'refused'
  | 'reset'
  | 'tls'
  | 'other'
  /** `ERR_TOKEN_RESPONSE`: what came instead of a token. */
  | 'redirect'
  | 'empty'
  | 'html'
  | 'json'
  | 'too-large'
  | 'access-token-missing'
  | 'access-token-invalid'
  | 'expires-in-missing'
  | 'expires-in-invalid'
  | 'expired'
  | 'token-type'
  | 'metadata'
  /** What an OAuth server says (RFC 6749 §5.2, §4.1.2.1, RFC 8628 §3.5, RFC 8707 §2). */
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'access_denied'
  | 'slow_down'
  | 'server_error'
  | 'temporarily_unavailable'
  /** `ERR_TOKEN_CONFIG`: whose mistake it is. */
  | 'credentials'
  | 'issuer'
  | 'fetch'
  | 'tls-verification'
  | 'no-home'
  | 'no-sqlite'
  | 'no-locks'
  | 'newer-format';

/** What a {@link TokenError} may know: an allow-list, so that nothing else can leak through it. */
export interface TokenErrorFacts {
  readonly code: TokenErrorCode;
  /** One word more than the code. */
  readonly reason?: TokenErrorReason | undefined;
  /** HTTP status of the token endpoint's answer. */
  readonly status?: number | undefined;
  /** How long the server asked to be left alone, milliseconds, clamped to 1–60 s. */
  readonly retryAfterMs?: number | undefined;
  /** The origin the secret was sent to. */
  readonly origin?: string | undefined;
  /** Whether asking again later, with nothing changed, can help. Default: as the code says. */
  readonly retryable?: boolean | undefined;
  /** The code of a system or platform error, such as `ECONNREFUSED`. */
  readonly detail?: string | undefined;
}

/**
 * The one error of tokenkeep. Its message reads `<what failed> at <origin>: <remedy>`.
 *
 * It is built from the facts above and from nothing else: no cause, request, response, header or body, since those of
 * HTTP clients carry the secret (measured: ky's errors print it). A fact that is not known is no property of it.
 */
export class TokenError extends Error {
  declare readonly name: 'TokenError';
  declare readonly code: TokenErrorCode;
  declare readonly reason?: TokenErrorReason;
  declare readonly status?: number;
  declare readonly retryAfterMs?: number;
  declare readonly origin?: string;
  declare readonly retryable: boolean;
  declare readonly detail?: string;

  constructor(message: string, facts: TokenErrorFacts) {
    super(message);
    Object.assign(this, { retryable: meanings[facts.code].retryable }, known(facts));
  }

  /** Recognises a `TokenError` of any copy of this package, where `instanceof` fails; by a code that this one knows. */
  static isInstance(value: unknown): value is TokenError {
    const { name, code }: { name?: unknown; code?: unknown } = Object(value);
    return name === 'TokenError' && typeof code === 'string' && Object.hasOwn(meanings, code);
  }

  /** The facts, for structured logs. */
  toJSON(): TokenErrorFacts & { readonly name: string; readonly message: string } {
    const { name, message } = this;
    return { name, message, ...known(this) };
  }

  static {
    // On the prototype, so that `stack` begins with it too.
    Object.defineProperty(this.prototype, 'name', { value: 'TokenError' });
  }
}

const factNames = ['code', 'reason', 'status', 'retryable', 'retryAfterMs', 'origin', 'detail'] as const;

/** The facts that there are, of its own, and nothing beside them. */
function known(facts: TokenErrorFacts): TokenErrorFacts {
  const own = factNames.filter((name) => Object.hasOwn(facts, name) && facts[name] !== undefined);
  return Object.assign({ code: facts.code }, Object.fromEntries(own.map((name) => [name, facts[name]])));
}
