import { context, trace, type Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

const contexts = new AsyncLocalStorageContextManager();
beforeAll(() => void context.setGlobalContextManager(contexts.enable()));
afterAll(() => context.disable());

/** A caller with a span of its own. */
async function call(world: World, name: string): Promise<Span> {
  return world.tracers.getTracer('test').startActiveSpan(name, async (span) => {
    await world.client.getToken().catch(() => undefined);
    span.end();
    return span;
  });
}

const named = (world: World, name: string): readonly ReadableSpan[] =>
  world.spans().filter((span) => span.name === name);

describe('spans', () => {
  it('stand under the caller who caused a flight, the exchange under the flight', async () => {
    await using world = await createWorld();
    const caller = await call(world, 'caller');
    const [flight] = named(world, 'tokenkeep.flight');
    const [exchange] = named(world, 'tokenkeep.exchange');
    expect(flight?.parentSpanContext?.spanId).toBe(caller.spanContext().spanId);
    expect(exchange?.parentSpanContext?.spanId).toBe(flight?.spanContext().spanId);
    expect(flight?.links).toEqual([]);
    expect(flight?.attributes).toEqual({
      'tokenkeep.client.name': 'billing',
      'tokenkeep.flight.refresh': false,
      'tokenkeep.flight.outcome': 'token',
      'tokenkeep.flight.callers': 1,
    });
    expect(exchange?.attributes).toEqual({
      'tokenkeep.client.name': 'billing',
      'server.address': '127.0.0.1',
      'server.port': world.server.port,
    });
  });

  it('are one for many callers, linked to each who joined', async () => {
    await using world = await createWorld({ server: { latencyMs: 20 } });
    const callers = await Promise.all(['first', 'second', 'third'].map((name) => call(world, name)));
    const flights = named(world, 'tokenkeep.flight');
    expect(flights).toHaveLength(1);
    expect(flights[0]?.attributes['tokenkeep.flight.callers']).toBe(3);
    expect(flights[0]?.links.map((link) => link.context.spanId)).toEqual(
      callers.slice(1).map((span) => span.spanContext().spanId),
    );
  });

  it('link a caller who joins twice once, and nobody without a span', async () => {
    await using world = await createWorld({ server: { latencyMs: 20 } });
    const both = world.tracers.getTracer('test').startActiveSpan('both', async (span) => {
      await Promise.all([world.client.getToken(), world.client.getToken()]);
      span.end();
    });
    await Promise.all([both, world.client.getToken()]);
    expect(named(world, 'tokenkeep.flight')[0]?.links).toEqual([]);
  });

  it('say with what a flight and each of its exchanges failed', async () => {
    await using world = await createWorld();
    world.server.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 401 } });
    await call(world, 'caller');
    const [flight] = named(world, 'tokenkeep.flight');
    const [exchange] = named(world, 'tokenkeep.exchange');
    expect([flight?.status.code, exchange?.status.code]).toEqual([2, 2]);
    expect(exchange?.attributes).toMatchObject({
      'error.type': 'ERR_TOKEN_CREDENTIALS',
      'http.response.status_code': 401,
    });
    expect(flight?.events.map(({ name }) => name)).toContain('tokenkeep.cooling-down');
  });

  it('are none for a hit', async () => {
    await using world = await createWorld();
    await world.client.getToken();
    const before = world.spans().length;
    for (let calls = 0; calls < 100; calls += 1) await call(world, 'hit');
    expect(world.spans().length - before).toBe(100);
  });

  it('have no parent where there is no caller with a span', async () => {
    await using world = await createWorld();
    await world.client.getToken();
    expect(named(world, 'tokenkeep.flight')[0]?.parentSpanContext).toBeUndefined();
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
