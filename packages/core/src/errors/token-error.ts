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
  /** Whether asking again later, with nothing changed, can help. Default: as the code says. */
  readonly retryable?: boolean | undefined;
}

const retryableCodes = /_(RATE_LIMITED|SERVER|NETWORK|TIMEOUT)$/;

/**
 * The one error of tokenkeep. Its message reads `<what failed> at <origin>: <remedy>`.
 *
 * It is built from the facts above and from nothing else: no cause, request, response, header or body, since those of
 * HTTP clients carry the secret (measured: ky's errors print it).
 */
export class TokenError extends Error {
  declare readonly name: 'TokenError';
  declare readonly code: TokenErrorCode;
  declare readonly reason: string | undefined;
  declare readonly status: number | undefined;
  declare readonly retryAfterMs: number | undefined;
  declare readonly origin: string | undefined;
  declare readonly retryable: boolean;

  constructor(message: string, { code, reason, status, retryAfterMs, origin, retryable }: TokenErrorFacts) {
    super(message);
    retryable ??= retryableCodes.test(code);
    Object.assign(this, { code, reason, status, retryAfterMs, origin, retryable });
  }

  /** Recognises a `TokenError` of any copy of this package, where `instanceof` fails. */
  static isInstance(value: unknown): value is TokenError {
    const { name, code }: { name?: unknown; code?: unknown } = Object(value);
    return name === 'TokenError' && typeof code === 'string' && code.startsWith('ERR_TOKEN_');
  }

  /** The facts, for structured logs. */
  toJSON(): TokenErrorFacts & { readonly name: string; readonly message: string } {
    const { name, message, code, reason, status, retryable, retryAfterMs, origin } = this;
    return { name, message, code, reason, status, retryable, retryAfterMs, origin };
  }

  static {
    // On the prototype, so that `stack` begins with it too.
    Object.defineProperty(this.prototype, 'name', { value: 'TokenError' });
  }
}
