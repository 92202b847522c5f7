import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { metrics, trace } from '@opentelemetry/api';
import { createTokenClient, symbl, type TokenEvent } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import { tokenTelemetry } from '../src/index.ts';

/** Whatever is had or called of it, at any depth, counts. */
function counted<T extends object>(target: T, count: () => void): T {
  return new Proxy(target, {
    get(from, key, receiver) {
      count();
      const value: unknown = Reflect.get(from, key, receiver);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        count();
        const answer: unknown = Reflect.apply(value, from, given);
        return typeof answer === 'object' && answer !== null ? counted(answer, count) : answer;
      };
    },
  });
}

it('a thousand hits tell the listener nothing and touch OpenTelemetry nowhere', async () => {
  await using server = await createMockServer();
  const heard: TokenEvent['type'][] = [];
  let touched = 0;
  const count = (): void => void (touched += 1);
  const meterProvider: MeterProvider = counted(metrics.getMeterProvider(), count);
  const tracerProvider: TracerProvider = counted(trace.getTracerProvider(), count);
  const listener = tokenTelemetry({ meterProvider, tracerProvider });
  await using client = createTokenClient({
    issuer: symbl({ ...server.apps[0], baseUrl: server.url }),
    onEvent(event) {
      heard.push(event.type);
      listener(event);
    },
  });
  await client.getToken();
  expect(heard).toEqual(['flight-started', 'exchanged', 'flight-ended']);
  expect(touched).toBeGreaterThan(20);
  const before = touched;
  for (let call = 0; call < 1000; call += 1) await client.getToken();
  expect(heard).toHaveLength(3);
  expect(touched).toBe(before);
});
