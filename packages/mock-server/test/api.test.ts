import { describe, expect, it } from 'vitest';
import { createMockServer } from '../src/index.ts';
import { callApi, getToken } from './call.ts';

describe('the protected API', () => {
  it('refuses a missing, malformed, wrong, expired or revoked token with JSON and a challenge', async () => {
    let now = 1_700_000_000_000;
    await using server = await createMockServer({ tokenLifetimeMs: 1_000, now: () => now });
    const refusal = async (token?: string): Promise<unknown[]> => {
      const response = await callApi(server, token);
      return [response.status, response.headers.get('www-authenticate'), await response.json()];
    };
    const challenge = (message: string): string =>
      `Bearer realm="tokenkeep-mock", error="invalid_token", error_description="${message}"`;
    const refused = (message: string): unknown[] => [401, challenge(message), { statusCode: 401, message }];

    const missing = [401, 'Bearer realm="tokenkeep-mock"', { statusCode: 401, message: 'A bearer token is required.' }];
    expect(await refusal()).toEqual(missing);
    expect(await refusal('two words')).toEqual(missing);
    expect(await refusal('wrong')).toEqual(refused('The access token is not known.'));

    const { accessToken } = await getToken(server);
    server.revoke();
    expect(await refusal(accessToken)).toEqual(refused('The access token is revoked.'));

    const next = await getToken(server);
    expect((await callApi(server, next.accessToken)).status).toBe(200);
    now += 1_000;
    expect(await refusal(next.accessToken)).toEqual(refused('The access token is expired.'));
    expect(server.counters()).toMatchObject({ apiCalls: 6, apiRefused: 5 });
  });

  it('reads conversations and takes text', async () => {
    await using server = await createMockServer();
    const { accessToken } = await getToken(server);
    const call = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${server.url}${path}`, {
        ...init,
        // Any case, as RFC 9110 §11.1 says of schemes.
        headers: { authorization: `bearer ${accessToken}`, 'content-type': 'application/json' },
      });
    const found = await call('/v1/conversations/42');
    expect([found.status, await found.json()]).toEqual([200, { id: '42', type: 'meeting', name: 'Conversation 42' }]);
    expect((await call('/v1/conversations/not%20an%20id')).status).toBe(404);

    const text = { messages: [{ payload: { content: 'Hello.' } }] };
    const taken = await call('/v1/process/text', { method: 'POST', body: JSON.stringify(text) });
    expect([taken.status, Object.keys((await taken.json()) as object)]).toEqual([201, ['conversationId', 'jobId']]);
    const malformed = await call('/v1/process/text', { method: 'POST', body: '{"messages":"Hello."}' });
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ message: 'messages must be array.', field: 'messages' });
    expect((await call('/v1/process/text', { method: 'PUT', body: '{}' })).headers.get('allow')).toBe('POST');
    expect((await call('/v1/conversations/1', { method: 'DELETE' })).status).toBe(405);
  });
});
