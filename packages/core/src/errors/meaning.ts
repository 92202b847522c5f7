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

/** How loud a log line should be. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What a {@link TokenErrorCode} means to whoever has to act on it. */
export interface Meaning {
  /** Whether asking again later, with nothing changed, can help. */
  readonly retryable: boolean;
  /**
   * How long the issuer is left alone after it: `growing` from 1 s to 30 s with each failure in a row, `lasting` 30 s at
   * once, `brief` 1 s each time, since no exchange was made.
   */
  readonly rest: 'growing' | 'lasting' | 'brief';
  /** What a gateway answers to its own caller. */
  readonly gatewayStatus: 500 | 502 | 503 | 504;
  /** `error` where a person has to do something, `warn` where it passes. */
  readonly level: LogLevel;
}

/** Everything that follows from a code, in one table. */
export const meanings: Readonly<Record<TokenErrorCode, Meaning>> = {
  ERR_TOKEN_CREDENTIALS: { retryable: false, rest: 'lasting', gatewayStatus: 502, level: 'error' },
  ERR_TOKEN_REQUEST: { retryable: false, rest: 'lasting', gatewayStatus: 502, level: 'error' },
  ERR_TOKEN_FORBIDDEN: { retryable: false, rest: 'lasting', gatewayStatus: 502, level: 'error' },
  ERR_TOKEN_NOT_FOUND: { retryable: false, rest: 'lasting', gatewayStatus: 502, level: 'error' },
  ERR_TOKEN_RATE_LIMITED: { retryable: true, rest: 'growing', gatewayStatus: 503, level: 'warn' },
  ERR_TOKEN_SERVER: { retryable: true, rest: 'growing', gatewayStatus: 502, level: 'warn' },
  ERR_TOKEN_NETWORK: { retryable: true, rest: 'growing', gatewayStatus: 502, level: 'warn' },
  ERR_TOKEN_TIMEOUT: { retryable: true, rest: 'growing', gatewayStatus: 504, level: 'warn' },
  ERR_TOKEN_RESPONSE: { retryable: false, rest: 'growing', gatewayStatus: 502, level: 'error' },
  ERR_TOKEN_LIFETIME: { retryable: false, rest: 'growing', gatewayStatus: 502, level: 'warn' },
  ERR_TOKEN_CLOSED: { retryable: false, rest: 'brief', gatewayStatus: 503, level: 'warn' },
  ERR_TOKEN_CONFIG: { retryable: false, rest: 'brief', gatewayStatus: 500, level: 'error' },
};

/** What a gateway, a proxy or a route answers when it got no token. */
export interface GatewayAnswer {
  readonly status: Meaning['gatewayStatus'];
  /** For the header `Retry-After`, whole seconds, at least 1; with a 503 only. */
  readonly retryAfterS?: number;
}

/** The facts of a `TokenError` that decide about the answer. */
export interface FailureFacts {
  readonly code: TokenErrorCode;
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/**
 * What to answer one's own caller when a token could not be had: 500 for a mistake of this application, 504 when the
 * issuer did not answer in time, 503 with `retryAfterS` when it asks to be left alone, 502 for the rest. The answer must
 * name neither origin nor reason.
 */
export function gatewayAnswer({ code, status, retryAfterMs }: FailureFacts): GatewayAnswer {
  // A copy of core from the future may have a code that this one does not know.
  const { gatewayStatus = 502 }: Partial<Meaning> = meanings[code] ?? {};
  const asked = status === 503 || (retryAfterMs !== undefined && gatewayStatus === 502);
  if (gatewayStatus !== 503 && !asked) return { status: gatewayStatus };
  return { status: 503, retryAfterS: Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000)) };
}
