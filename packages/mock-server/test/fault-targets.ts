import type { MockServer } from '../src/index.ts';
import { exchange, exchangeOAuth, getToken } from './call.ts';

/** A right call, but for what `init` changes. */
export type Call = (server: MockServer, init?: RequestInit) => Promise<Response>;

/** What a fault can hit. */
export interface Target {
  readonly name: string;
  readonly route: 'token' | 'api';
  readonly call: Call;
}

async function callProtected(server: MockServer, init?: RequestInit): Promise<Response> {
  const { accessToken } = await getToken(server);
  const headers = { authorization: `Bearer ${accessToken}` };
  return fetch(`${server.url}/v1/conversations/1`, { ...init, headers, redirect: 'manual' });
}

/** All that it can hit. */
export const targets: readonly Target[] = [
  { name: 'the token route', route: 'token', call: (server, init) => exchange(server, {}, init) },
  { name: 'the OAuth route', route: 'token', call: (server, init) => exchangeOAuth(server, {}, init) },
  { name: 'the API', route: 'api', call: callProtected },
];
