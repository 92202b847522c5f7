/** Every way a token can fail to be had. The set is closed. */
export type TokenErrorCode =
  | 'ERR_TOKEN_CREDENTIALS'
  | 'ERR_TOKEN_REQUEST'
  | 'ERR_TOKEN_FORBIDDEN'
  | 'ERR_TOKEN_NOT_FOUND'
  | 'ERR_TOKEN_RATE_LIMITED'
  | 'ERR_TOKEN_SERVER'
  | 'ERR_TOKEN_NETWORK'
  | 'ERR_TOKEN_TIMEOUT'
  | 'ERR_TOKEN_RESPONSE'
  | 'ERR_TOKEN_LIFETIME'
  | 'ERR_TOKEN_CLOSED'
  | 'ERR_TOKEN_CONFIG';

/** What a {@link TokenError} may know: an allow-list, so that nothing else can leak through it. */
export interface TokenErrorFacts {
  readonly code: TokenErrorCode;
  /** One word more than the code, e.g. `dns`, `refused`, `tls`, `redirect`, `html`. */
  readonly reason?: string | undefined;
  /** HTTP status of the token endpoint's answer. */
  readonly status?: number | undefined;
  /** How long the server asked to be left alone, milliseconds, clamped to 1–60 s. */
  readonly retryAfterMs?: number | undefined;
  /** The origin the secret was sent to. */
  readonly origin?: string | undefined;
}

const retryableCodes: ReadonlySet<string> = new Set<TokenErrorCode>([
  'ERR_TOKEN_RATE_LIMITED',
  'ERR_TOKEN_SERVER',
  'ERR_TOKEN_NETWORK',
  'ERR_TOKEN_TIMEOUT',
]);
const lastingReasons: ReadonlySet<string> = new Set(['dns', 'tls']);
const passingReasons: ReadonlySet<string> = new Set(['json', 'empty', 'access-token-missing']);

/**
 * The one error of tokenkeep. Its message reads `<what failed> at <origin>: <remedy>`.
 *
 * It is built from the facts above and from nothing else: no cause, request, response, header or body, since those of
 * HTTP clients carry the secret (measured: ky's errors print it).
 */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly code: TokenErrorCode;
  readonly reason: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly origin: string | undefined;
  /** Whether asking again later, with nothing changed, can help. */
  readonly retryable: boolean;

  constructor(message: string, { code, reason, status, retryAfterMs, origin }: TokenErrorFacts) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.origin = origin;
    this.retryable =
      (retryableCodes.has(code) && !lastingReasons.has(reason ?? '')) || passingReasons.has(reason ?? '');
  }

  /** Recognises a `TokenError` of any copy of this package, where `instanceof` fails. */
  static isInstance(value: unknown): value is TokenError {
    return (
      value instanceof Error &&
      value.name === 'TokenError' &&
      'code' in value &&
      String(value.code).startsWith('ERR_TOKEN_')
    );
  }

  /** The facts, for structured logs. */
  toJSON(): TokenErrorFacts & { readonly name: string; readonly message: string; readonly retryable: boolean } {
    const { name, message, code, reason, status, retryable, retryAfterMs, origin } = this;
    return { name, message, code, reason, status, retryable, retryAfterMs, origin };
  }
}
