import underPressure from '@fastify/under-pressure';
import { tokenHealth } from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import { tokenPlugin } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

/** The set-up of the README, checked more often. */
function watchedApp(mock: MockServer, warmUp: boolean): FastifyInstance {
  const app = Fastify();
  app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp });
  app.register(underPressure, {
    exposeStatusRoute: true,
    healthCheckInterval: 20,
    healthCheck: async ({ tokenClient }) => tokenHealth(tokenClient).up,
  });
  app.get('/', async () => 'served');
  return app;
}

describe("@fastify/under-pressure's health check by tokenHealth", () => {
  it('finds a warmed-up app healthy from its first request', async () => {
    await using mock = await createMockServer();
    await using app = watchedApp(mock, true);

    expect((await app.inject('/')).statusCode).toBe(200);
    expect((await app.inject('/status')).json()).toEqual({ status: 'ok' });
    expect(mock.counters().exchanges).toBe(1);
  });

  it('finds an idle app healthy, and asks nobody', async () => {
    await using mock = await createMockServer();
    await using app = watchedApp(mock, false);

    expect((await app.inject('/')).statusCode).toBe(200);
    expect(mock.counters().exchanges).toBe(0);
  });

  it('turns requests away once the issuer failed, and lets them in again by itself', async () => {
    await using mock = await createMockServer();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 500 } });
    await using app = watchedApp(mock, true);
    await app.ready();

    await vi.waitFor(async () => expect((await app.inject('/')).statusCode).toBe(503));
    mock.clearFaults();

    await vi.waitFor(async () => expect((await app.inject('/')).statusCode).toBe(200), {
      timeout: 15_000,
      interval: 50,
    });
  });
});
