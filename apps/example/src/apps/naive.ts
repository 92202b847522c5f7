import { plainServer, reportStatus, runApp } from '../app-process.ts';
import { tellHost, travellingClock } from '../messages.ts';

// The token client that most teams write, as they write it: a token in a variable, fetched anew five minutes before its
// end. It is here to be measured beside the adapters: no shared exchange, no answer to a sticky issuer, to a failed
// refresh or to a 401.
const origin = process.env['SYMBL_BASE_URL'] ?? 'https://api.symbl.ai';
const { SYMBL_APP_ID: appId, SYMBL_APP_SECRET: appSecret } = process.env;
const marginMs = 5 * 60_000;
const { now } = travellingClock();
let accessToken = '';
let expiresAt = 0;

async function getToken(): Promise<string> {
  if (now() < expiresAt - marginMs) return accessToken;
  const told = { origin, durationMs: 0 };
  const response = await fetch(`${origin}/oauth2/token:generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'application', appId, appSecret }),
  });
  const { status } = response;
  if (!response.ok) {
    tellHost({ type: 'event', event: { type: 'exchange-failed', ...told, code: 'ERR_TOKEN_SERVER', status } });
    throw new Error(`HTTP ${status}`);
  }
  const grant = (await response.json()) as { readonly accessToken: string; readonly expiresIn: number };
  const lifetimeMs = grant.expiresIn * 1000;
  accessToken = grant.accessToken;
  expiresAt = now() + lifetimeMs;
  tellHost({ type: 'event', event: { type: 'exchanged', ...told, lifetimeMs } });
  return accessToken;
}

reportStatus({
  status() {
    const leftMs = expiresAt - now();
    const state = leftMs > marginMs ? 'fresh' : leftMs > 0 ? 'refresh-due' : 'none';
    return { state, expiresAt, refreshAt: expiresAt - marginMs };
  },
});

const server = plainServer({
  async conversations(id) {
    const headers = { authorization: `Bearer ${await getToken()}` };
    return fetch(`${origin}/v1/conversations/${id}`, { headers });
  },
});
runApp(server, async () => undefined);
