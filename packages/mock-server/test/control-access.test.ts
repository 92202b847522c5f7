import { networkInterfaces } from 'node:os';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createMockServer } from '../src/index.ts';

describe('the control routes', () => {
  it('refuse a Host or an Origin that is not loopback, as DNS rebinding or a strange web page brings', async () => {
    await using server = await createMockServer();
    const local = `localhost:${String(server.port)}`;
    expect(await statusOf(server.url, { host: 'evil.example' })).toBe(403);
    expect(await statusOf(server.url, { host: '127.0.0.1.evil.example' })).toBe(403);
    expect(await statusOf(server.url, { host: local, origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf(server.url, { host: local, origin: 'null' })).toBe(403);
    expect(await statusOf(server.url, { host: local })).toBe(200);
    expect(await statusOf(server.url, { host: '[::1]', origin: 'http://localhost:3000' })).toBe(200);
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

  it.skipIf(outside === undefined)('answer loopback only, even when the server listens everywhere', async () => {
    await using server = await createMockServer({ host: '0.0.0.0' });
    const from = `http://${outside ?? ''}:${String(server.port)}`;
    expect((await fetch(`${from}/v1/conversations/1`)).status).toBe(401);
    expect(await statusOf(from, { host: '127.0.0.1' })).toBe(403);
    expect(await statusOf(server.url, { host: '127.0.0.1' })).toBe(200);
  });

  it.skipIf(outside === undefined)(
    'answer other machines that show the control key, under an allowed name',
    async () => {
      const [controlKey, allowedHosts] = ['a-key-of-16-chars', ['Mock']];
      await using server = await createMockServer({ host: '0.0.0.0', controlKey, allowedHosts });
      const from = `http://${outside ?? ''}:${String(server.port)}`;
      const authorization = `Bearer ${controlKey}`;
      expect(await statusOf(from, { host: 'mock:4010', authorization })).toBe(200);
      expect(await statusOf(from, { host: 'mock:4010', origin: 'http://mock:4010', authorization })).toBe(200);
      expect(await statusOf(from, { host: 'mock:4010', authorization: 'Bearer another-key-of-16' })).toBe(401);
      expect(await statusOf(from, { host: 'mock:4010' })).toBe(401);
      // A key that is set has to be shown by this machine, too.
      expect(await statusOf(server.url, { host: '127.0.0.1' })).toBe(401);
      expect(await statusOf(server.url, { host: '127.0.0.1', authorization })).toBe(200);
      expect(await statusOf(from, { host: 'mock.evil.example', authorization })).toBe(403);
      expect(await statusOf(from, { host: 'mock:4010', origin: 'http://evil.example', authorization })).toBe(403);
    },
  );

  it.skipIf(outside === undefined)(
    'answer under the address that the server listens on, to whoever shows the key',
    async () => {
      await using server = await createMockServer({ host: outside ?? '', controlKey: 'a-key-of-16-chars' });
      const host = `${outside ?? ''}:${String(server.port)}`;
      expect(await statusOf(server.url, { host, authorization: 'Bearer a-key-of-16-chars' })).toBe(200);
    },
  );

  it.each([
    ['forwarded', 'for=203.0.113.7'],
    ['x-forwarded-for', '203.0.113.7'],
    ['x-forwarded-host', 'localhost'],
    ['x-real-ip', '203.0.113.7'],
    ['via', '1.1 proxy'],
    ['sec-fetch-site', 'cross-site'],
  ])('refuse what a proxy passes on or a page of another site asks: %s', async (name, value) => {
    await using server = await createMockServer();
    expect(await statusOf(server.url, { host: 'localhost', [name]: value })).toBe(403);
    expect(await statusOf(server.url, { host: 'localhost', 'sec-fetch-site': 'same-origin' })).toBe(200);
  });
});

/** Asks for the counters with headers that `fetch` would not let us choose. */
function statusOf(origin: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}/__mock/counters`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}
