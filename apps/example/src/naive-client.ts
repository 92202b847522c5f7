import type { TokenEvent } from '@tokenkeep/core';
import type { ReportedStatus } from './messages.ts';

const marginMs = 5 * 60_000;

/** The token client that most teams write, as they write it. */
export interface NaiveClient {
  fetch(url: string): Promise<Response>;
  status(): ReportedStatus;
}

/**
 * A token in a variable, fetched anew five minutes before its end. It is here to be measured beside the adapters: no
 * shared exchange, no answer to a sticky issuer, to a failed refresh or to a 401.
 *
 * @param now epoch milliseconds
 * @param onExchange hears of each exchange, for the page
 */
export function createNaiveClient(now: () => number, onExchange: (event: TokenEvent) => void): NaiveClient {
  const origin = process.env['SYMBL_BASE_URL'] ?? 'https://api.symbl.ai';
  let accessToken = '';
  let expiresAt = 0;

  async function getToken(): Promise<string> {
    if (now() < expiresAt - marginMs) return accessToken;
    const startedAt = now();
    const response = await fetch(`${origin}/oauth2/token:generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'application',
        appId: process.env['SYMBL_APP_ID'],
        appSecret: process.env['SYMBL_APP_SECRET'],
      }),
    });
    const durationMs = now() - startedAt;
    if (!response.ok) {
      const { status } = response;
      const code = status === 401 ? 'ERR_TOKEN_CREDENTIALS' : 'ERR_TOKEN_SERVER';
      onExchange({ type: 'exchange-failed', origin, durationMs, code, status });
      throw new Error(`HTTP ${status}`);
    }
    const grant = (await response.json()) as { readonly accessToken: string; readonly expiresIn: number };
    accessToken = grant.accessToken;
    expiresAt = now() + grant.expiresIn * 1000;
    onExchange({ type: 'exchanged', origin, durationMs, lifetimeMs: grant.expiresIn * 1000 });
    return accessToken;
  }

  return {
    async fetch(url) {
      return fetch(url, { headers: { authorization: `Bearer ${await getToken()}` } });
    },
    status() {
      const expiresInMs = Math.max(0, expiresAt - now());
      const refreshInMs = Math.max(0, expiresInMs - marginMs);
      const state = refreshInMs > 0 ? 'fresh' : expiresInMs > 0 ? 'refresh-due' : 'none';
      return { state, refreshing: false, refreshInMs, expiresInMs };
    },
  };
}
