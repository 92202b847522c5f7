import type { TokenErrorCode } from './errors/meaning.ts';
import type { TokenClient } from './token-client.ts';

/** What a health check says of a client. */
export interface TokenHealth {
  /** `false` only if the last exchange failed and there is no valid token. */
  readonly up: boolean;
  /** When down: the code of the last exchange's error. */
  readonly code?: TokenErrorCode;
}

/**
 * For health checks and readiness probes. It answers at once: down only if the last exchange failed and there is no valid
 * token. An idle client is up, and no exchange is made. If the client is down, a token is also requested in the background,
 * so that it recovers without other traffic. That makes at most one exchange per rest (1 to 30 s).
 */
export function tokenHealth(client: Pick<TokenClient, 'status' | 'getToken'>): TokenHealth {
  const { state, lastError } = client.status();
  if (state !== 'none' || lastError === undefined) return { up: true };
  client.getToken().catch(() => undefined);
  return { up: false, code: lastError.code };
}
