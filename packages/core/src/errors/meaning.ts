/** What kept a token from being had. docs/troubleshooting.md says what to do about each code. The list is fixed. */
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

/** The level of a log line. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** What follows from a {@link TokenErrorCode}. */
export interface Meaning {
  /** Whether asking again later, with nothing changed, can help. */
  readonly retryable: boolean;
  /**
   * How long the issuer is not asked after it. `growing`: 1 s, doubled with each failure in a row, up to 30 s. `lasting`:
   * 30 s at once. `brief`: 1 s each time, since there was no exchange.
   */
  readonly rest: 'growing' | 'lasting' | 'brief';
  /** What a gateway answers to its own caller. */
  readonly gatewayStatus: 500 | 502 | 503 | 504;
  /** `error` if a person has to do something, `warn` if it may pass. */
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
  /** The HTTP status to answer with. */
  readonly status: Meaning['gatewayStatus'];
  /** For the header `Retry-After`, in whole seconds, at least 1. Only with a 503. */
  readonly retryAfterS?: number;
}

/** The facts of a `TokenError` that decide the answer. */
export interface FailureFacts {
  readonly code: TokenErrorCode;
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/**
 * What a server should answer its own caller when it got no token: 500 for a mistake of this application, 504 if the
 * issuer did not answer in time, 503 with `retryAfterS` if the issuer limits the rate or answered 503, 502 otherwise. Do
 * not name the origin or the reason in the answer.
 */
export function gatewayAnswer({ code, status, retryAfterMs }: FailureFacts): GatewayAnswer {
  // A newer copy of core may have a code that this one does not know.
  const { gatewayStatus = 502 }: Partial<Meaning> = meanings[code] ?? {};
  const asked = status === 503 || (retryAfterMs !== undefined && gatewayStatus === 502);
  if (gatewayStatus !== 503 && !asked) return { status: gatewayStatus };
  return { status: 503, retryAfterS: Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000)) };
}
