import { meanings, type TokenErrorCode } from './meaning.ts';

/** Says more precisely than the code what failed. A fixed list. */
export type TokenErrorReason =
  /** `ERR_TOKEN_NETWORK`: why the issuer was not reached. */
  | 'dns'
  | 'refused'
  | 'reset'
  | 'tls'
  | 'other'
  /** `ERR_TOKEN_RESPONSE`: what came instead of a usable token. */
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
  /** The `error` of an OAuth server (RFC 6749 §5.2, §4.1.2.1, RFC 8628 §3.5, RFC 8707 §2). */
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
  /** `ERR_TOKEN_CONFIG`: where the mistake is. */
  | 'credentials'
  | 'issuer'
  | 'fetch'
  | 'tls-verification'
  | 'no-home'
  | 'no-sqlite'
  | 'no-locks'
  | 'newer-format';

/** All that a {@link TokenError} can hold. It is an allow-list, so that nothing else can leak. */
export interface TokenErrorFacts {
  /** What failed. */
  readonly code: TokenErrorCode;
  /** Says more precisely than the code what failed. */
  readonly reason?: TokenErrorReason | undefined;
  /** The HTTP status of the token endpoint's answer. */
  readonly status?: number | undefined;
  /** The server's `Retry-After`, in milliseconds, clamped to 1–60 s. */
  readonly retryAfterMs?: number | undefined;
  /** The origin of the token endpoint. */
  readonly origin?: string | undefined;
  /** Whether asking again later, with nothing changed, can help. Default: what the code says. */
  readonly retryable?: boolean | undefined;
  /** The code of a system or platform error, such as `ECONNREFUSED`. */
  readonly detail?: string | undefined;
}

/**
 * The only error class of tokenkeep. Its message reads `<what failed> at <origin>: <remedy>`.
 *
 * It holds the facts above and nothing else: no cause, request, response, header or body. Those of HTTP clients carry the
 * secret (ky's errors were seen to print it). A fact that is not known is not a property of the error.
 */
export class TokenError extends Error {
  declare readonly name: 'TokenError';
  /** What failed. docs/troubleshooting.md says what to do about each code. */
  declare readonly code: TokenErrorCode;
  /** Says more precisely than the code what failed. */
  declare readonly reason?: TokenErrorReason;
  /** The HTTP status of the token endpoint's answer. */
  declare readonly status?: number;
  /** The server's `Retry-After`, in milliseconds, clamped to 1–60 s. */
  declare readonly retryAfterMs?: number;
  /** The origin of the token endpoint. */
  declare readonly origin?: string;
  /** Whether asking again later, with nothing changed, can help. */
  declare readonly retryable: boolean;
  /** The code of a system or platform error, such as `ECONNREFUSED`. */
  declare readonly detail?: string;

  constructor(message: string, facts: TokenErrorFacts) {
    super(message);
    Object.assign(this, { retryable: meanings[facts.code].retryable }, known(facts));
  }

  /** Whether this is a `TokenError` with a known code, also one of another copy of this package, where `instanceof` fails. */
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

/** The known facts among the object's own properties, and nothing else. */
function known(facts: TokenErrorFacts): TokenErrorFacts {
  const own = factNames.filter((name) => Object.hasOwn(facts, name) && facts[name] !== undefined);
  return Object.assign({ code: facts.code }, Object.fromEntries(own.map((name) => [name, facts[name]])));
}
