import { describe, expect, it } from 'vitest';
import { createMockServer } from '../src/index.ts';
import { control, exchange, getToken } from './call.ts';

describe('the control routes', () => {
  it('tell counters and exchanges as the methods do', async () => {
    await using server = await createMockServer();
    await getToken(server);
    const read = async (path: string): Promise<unknown> => (await fetch(`${server.url}/__mock/${path}`)).json();
    expect(await read('counters')).toEqual(server.counters());
    expect(await read('exchanges')).toEqual({ exchanges: JSON.parse(JSON.stringify(server.exchanges())) });
  });

  it('queue and clear faults', async () => {
    await using server = await createMockServer();
    const order = { route: 'token', times: 3, fault: { kind: 'status', status: 503 } };
    expect((await control(server, 'faults', order)).status).toBe(204);
    expect((await exchange(server)).status).toBe(503);
    const clear = (query: string): Promise<Response> =>
      fetch(`${server.url}/__mock/faults${query}`, { method: 'DELETE' });
    expect((await clear('?route=api')).status).toBe(204);
    expect((await exchange(server)).status).toBe(503);
    expect((await clear('')).status).toBe(204);
    expect((await exchange(server)).status).toBe(200);
    expect((await clear('?route=tokens')).status).toBe(400);
    const typo = await clear('?rout=token');
    expect([typo.status, await typo.json()]).toMatchObject([400, { message: 'Unknown parameter rout: use route.' }]);
  });

  it.each([
    ['faults', { route: 'token', fault: { kind: 'explode' } }, /^fault\.kind must be one of status, /],
    ['faults', undefined, /^A fault order must be an object/],
    ['age', { appId: 'x' }, /^ms is missing\.$/],
    ['age', { appId: 'x', ms: -1 }, /^ms must be >= 0\.$/],
    ['age', { appId: 'x', ms: 1 }, /^appId: this server has no such app\.$/],
    ['credentials', { appId: 'x', appSecret: '' }, /^appSecret must NOT have fewer than 1 characters\.$/],
    ['revoke', { app: 'x' }, /^The body must NOT have additional properties\.$/],
  ])('answer 400 to a bad %s: %j', async (action, body, message) => {
    await using server = await createMockServer();
    const response = await control(server, action, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      statusCode: 400,
      message: expect.stringMatching(message),
      ...fieldOf(message),
    });
  });

  it.each([
    ['POST', 'reset', 204],
    ['POST', 'revoke', 204],
    ['DELETE', 'faults', 204],
    ['POST', 'faults', 400],
    ['POST', 'age', 400],
  ])('take JSON without a body for no body: %s %s', async (method, action, status) => {
    await using server = await createMockServer();
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${server.url}/__mock/${action}`, { method, headers })).status).toBe(status);
  });

  it('can be switched off', async () => {
    await using server = await createMockServer({ control: false });
    expect((await fetch(`${server.url}/__mock/counters`)).status).toBe(404);
    expect((await control(server, 'reset')).status).toBe(404);
  });
});

function fieldOf(message: RegExp): { field?: string } {
  const [, field] = /^\^(\w+) (?:is missing|must)/.exec(message.source) ?? [];
  return field === undefined ? {} : { field };
}
