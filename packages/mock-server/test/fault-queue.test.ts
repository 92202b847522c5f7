import { describe, expect, it } from 'vitest';
import { createMockServer } from '../src/index.ts';
import { callApi, exchange } from './call.ts';
import { targets } from './fault-targets.ts';

describe('the queue of faults', () => {
  it('uses faults in order, each as often as it was told, for its own route only', async () => {
    await using server = await createMockServer();
    server.fault({ route: 'token', times: 2, fault: { kind: 'status', status: 500 } });
    server.fault({ route: 'token', fault: { kind: 'status', status: 503 } });
    server.fault({ route: 'api', fault: { kind: 'status', status: 418 } });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await exchange(server)).status);
    expect(statuses).toEqual([500, 500, 503, 200]);
    expect((await callApi(server)).status).toBe(418);
    expect((await callApi(server)).status).toBe(401);
    expect(server.counters()).toMatchObject({ faultedExchanges: 3, faultedApiCalls: 1 });
  });

  it('goes on for ever with Infinity, until it is cleared', async () => {
    await using server = await createMockServer();
    server.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 500 } });
    server.fault({ route: 'api', times: Infinity, fault: { kind: 'status', status: 500 } });
    for (let call = 0; call < 20; call += 1) expect((await exchange(server)).status).toBe(500);
    server.clearFaults('token');
    expect((await exchange(server)).status).toBe(200);
    expect((await callApi(server)).status).toBe(500);
    server.clearFaults();
    expect((await callApi(server)).status).toBe(401);
  });

  it('hits a malformed request as well, and one of an unknown type', async () => {
    await using server = await createMockServer();
    server.fault({ route: 'token', times: 2, fault: { kind: 'status', status: 500 } });
    expect((await exchange(server, {}, { body: '{' })).status).toBe(500);
    expect((await exchange(server, {}, { headers: { 'content-type': 'text/plain' } })).status).toBe(500);
    expect(server.exchanges().map(({ status }) => status)).toEqual([500, 500]);
  });

  it.each(targets)('delays $name however malformed the request is', async ({ route, call }) => {
    await using server = await createMockServer();
    for (const init of [{ body: '{' }, { headers: { 'content-type': 'text/plain' } }]) {
      server.fault({ route, fault: { kind: 'delay', ms: 80 } });
      const startedAt = performance.now();
      await call(server, route === 'token' ? init : {});
      // A timer may fire a little early.
      expect(performance.now() - startedAt).toBeGreaterThan(75);
    }
  });

  it('counts a faulted exchange and names the app and the fault in the log; no token is minted', async () => {
    await using server = await createMockServer();
    server.fault({ route: 'token', fault: { kind: 'status', status: 503 } });
    server.fault({ route: 'token', fault: { kind: 'reset' } });
    await exchange(server);
    await exchange(server).catch(() => undefined);
    const [{ appId }] = server.apps;
    expect(server.exchanges()).toMatchObject([
      { appId, status: 503, reused: false, fault: 'status' },
      { appId, status: undefined, reused: false, fault: 'reset' },
    ]);
    expect(server.counters()).toMatchObject({
      exchanges: 2,
      minted: 0,
      faultedExchanges: 2,
      apps: { [appId]: { exchanges: 2 } },
    });
  });
});
