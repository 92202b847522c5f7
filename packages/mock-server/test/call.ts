import type { MockServer } from '../src/index.ts';

/** Exchanges the first app's credentials as the seed says; `body` overrides fields, `init` the request. */
export function exchange(server: MockServer, body: object = {}, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}/oauth2/token:generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'application', ...server.apps[0], ...body }),
    redirect: 'manual',
    ...init,
  });
}

/** A granted token, as it came over the wire. */
export interface WireToken {
  readonly accessToken: string;
  readonly expiresIn: number;
}

/** Exchanges and reads the token. */
export async function getToken(server: MockServer, body?: object): Promise<WireToken> {
  const response = await exchange(server, body);
  if (!response.ok) throw new Error(`The exchange answered ${String(response.status)}.`);
  return (await response.json()) as WireToken;
}

/** Calls the protected API with this token, or with none. */
export function callApi(server: MockServer, token?: string): Promise<Response> {
  const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
  return fetch(`${server.url}/v1/conversations/1`, { redirect: 'manual', ...(headers !== undefined && { headers }) });
}

/** Posts to a control route. */
export function control(server: MockServer, action: string, body?: unknown): Promise<Response> {
  return fetch(`${server.url}/__mock/${action}`, {
    method: 'POST',
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
}

/** Exchanges at the OAuth route with `client_secret_post`, unless `init` says otherwise. */
export function exchangeOAuth(
  server: MockServer,
  form: Readonly<Record<string, string>> | string = {},
  init: RequestInit = {},
): Promise<Response> {
  const [{ appId, appSecret }] = server.apps;
  const fields = { grant_type: 'client_credentials', client_id: appId, client_secret: appSecret };
  const body = typeof form === 'string' ? form : new URLSearchParams({ ...fields, ...form }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(`${server.url}/oauth/token`, { method: 'POST', redirect: 'manual', body, headers, ...init });
}
