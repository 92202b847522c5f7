import type { TokenErrorCode } from './errors/meaning.ts';
import type { TokenClient } from './token-client.ts';

/** What a health check says of a client. */
export interface TokenHealth {
  readonly up: boolean;
  /** What the last exchange failed with, when down. */
  readonly code?: TokenErrorCode;
}

/**
 * For health checks and readiness probes, at once and without waiting: down only while the last exchange has failed and
 * no token lives. An idle client is up, and nobody is asked. A client that is down is asked for a token behind the probe,
 * so that it heals with nothing but probes as traffic; its rest bounds how often that becomes an exchange.
 */
export function tokenHealth(client: Pick<TokenClient, 'status' | 'getToken'>): TokenHealth {
  const { state, lastError } = client.status();
  if (state !== 'none' || lastError === undefined) return { up: true };
  client.getToken().catch(() => undefined);
  return { up: false, code: lastError.code };
}
