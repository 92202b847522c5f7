import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld } from './world.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const instrumentation = new UndiciInstrumentation();
instrumentation.setTracerProvider(provider);
instrumentation.enable();

beforeEach(() => exporter.reset());
afterAll(async () => {
  instrumentation.disable();
  await provider.shutdown();
});

/** All that the spans tell. */
function told(): string {
  const spans = exporter.getFinishedSpans();
  return JSON.stringify(spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })));
}

describe("OpenTelemetry's instrumentation of undici", () => {
  it('sees the exchange, the call and its refusal, and neither the secret nor a token', async () => {
    await using world = await startWorld();
    const { tokens, issuer, api } = world;
    const { accessToken: first } = await tokens.getToken();
    world.revoke();
    await (await tokens.fetch(`${api.origin}/call`)).text();
    const { accessToken: second } = await tokens.getToken();
    const urls = exporter.getFinishedSpans().map(({ attributes }) => attributes['url.full']);
    expect(urls.filter((url) => String(url).endsWith('/oauth2/token:generate'))).toHaveLength(2);
    expect(urls.filter((url) => url === `${api.origin}/call`)).toHaveLength(2);
    for (const canary of [first, second, issuer.apps[0].appSecret]) expect(told()).not.toContain(canary);
  });

  it('would see a token in the URL of a WebSocket', async () => {
    await using world = await startWorld();
    const { accessToken } = await world.tokens.getToken();
    const socket = new WebSocket(`${world.api.origin.replace('http', 'ws')}/?access_token=${accessToken}`);
    await new Promise((resolve) => socket.addEventListener('error', resolve));
    expect(told()).toContain(accessToken);
  });
});
