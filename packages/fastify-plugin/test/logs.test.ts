import { Writable } from 'node:stream';
import type { TokenCache } from '@tokenkeep/core';
import { FakeClock } from '@tokenkeep/core/testing';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import { tokenPlugin } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

type LogLine = Record<string, unknown>;

/** An app with Fastify's own logger at trace level, and every line it wrote. */
function loggedApp(): { readonly app: FastifyInstance; readonly text: () => string; readonly lines: () => LogLine[] } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const app: FastifyInstance = Fastify({ logger: { level: 'trace', stream } });
  const lines = () =>
    text
      .trim()
      .split('\n')
      .map((line): LogLine => JSON.parse(line));
  return { app, text: () => text, lines };
}

const failingCache: TokenCache = {
  get: () => Promise.reject(new Error('down')),
  set: () => Promise.reject(new Error('down')),
};
const debugLevel = 20;
const infoLevel = 30;
const warnLevel = 40;
const errorLevel = 50;

describe("the app's log", () => {
  it("has every event of the client as an object, as loud as core's table says", async () => {
    await using mock = await createMockServer();
    const { app, lines } = loggedApp();
    app.register(tokenPlugin, { issuer: mockIssuer(mock), cache: failingCache, namespace: 'sales' });
    await app.ready();
    mock.fault({ route: 'token', fault: { kind: 'status', status: 500 } });
    await Reflect.get(app.tokenClient, 'sales').getToken();
    mock.fault({ route: 'token', fault: { kind: 'status', status: 401 } });
    mock.revoke();
    await Reflect.get(app.tokenClient, 'sales').invalidate(await Reflect.get(app.tokenClient, 'sales').getToken());
    await Reflect.get(app.tokenClient, 'sales')
      .getToken()
      .catch(() => undefined);
    await app.close();

    const events = lines()
      .filter((line) => 'tokenEvent' in line)
      .map(({ level, tokenEvent, namespace, msg }) => ({ level, type: Object(tokenEvent).type, namespace, msg }));

    expect(events).toContainEqual({
      level: warnLevel,
      type: 'exchange-failed',
      namespace: 'sales',
      msg: 'token client: exchange-failed',
    });
    expect(events).toContainEqual(expect.objectContaining({ level: errorLevel, type: 'exchange-failed' }));
    expect(events).toContainEqual(expect.objectContaining({ level: warnLevel, type: 'cache-failed' }));
    expect(events).toContainEqual(expect.objectContaining({ level: infoLevel, type: 'exchanged' }));
    expect(events).toContainEqual(expect.objectContaining({ level: debugLevel, type: 'closed' }));
  });

  it('says once why an app did not start', async () => {
    await using mock = await createMockServer();
    const { app, lines } = loggedApp();
    app.register(tokenPlugin, { issuer: mockIssuer(mock, 'wrong'), warmUp: true });
    // As every Fastify app does.
    await app.listen().catch((error: unknown) => app.log.error(error));
    await app.close();

    const messages = lines().flatMap(({ err }) => (err === undefined ? [] : [Object(err).message]));
    expect(messages).toEqual([expect.stringMatching(/warmUp got no token: Token endpoint refused the credentials/)]);
    expect(messages[0].split('refused the credentials')).toHaveLength(2);
  });

  it('comes beside the onEvent of the options, and neither is lost when that one throws', async () => {
    await using mock = await createMockServer();
    const { app, lines } = loggedApp();
    const heard: string[] = [];
    const onEvent = ({ type }: { readonly type: string }) => {
      heard.push(type);
      throw new Error('a listener that fails');
    };
    await app.register(tokenPlugin, { issuer: mockIssuer(mock), onEvent });
    await app.tokenClient.getToken();
    await app.close();

    const logged = lines().flatMap(({ tokenEvent }) => (tokenEvent === undefined ? [] : [Object(tokenEvent).type]));
    expect(heard).toContain('exchanged');
    expect(logged).toEqual(heard);
  });

  it('is all that hears of an onEvent which rejects later', async () => {
    await using mock = await createMockServer();
    const { app, lines } = loggedApp();
    const unhandled: unknown[] = [];
    const hear = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', hear);
    const onEvent = () => Promise.reject(new Error('a listener that fails late'));
    await app.register(tokenPlugin, { issuer: mockIssuer(mock), onEvent });
    await app.tokenClient.getToken();
    await app.close();
    // Node reports a rejection that nobody handled once the promises are through.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);

    expect(lines().some(({ tokenEvent }) => Object(tokenEvent).type === 'exchanged')).toBe(true);
    expect(unhandled).toEqual([]);
  });

  it('warns when a refresh has failed, though callers have noticed nothing yet', async () => {
    await using mock = await createMockServer();
    const { app, lines } = loggedApp();
    const clock = new FakeClock();
    await app.register(tokenPlugin, { issuer: mockIssuer(mock), clock });
    const { accessToken, expiresIn } = await app.tokenClient.getToken();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 401 } });
    clock.tick((expiresIn - 60) * 1000);

    expect((await app.tokenClient.getToken()).accessToken).toBe(accessToken);
    await vi.waitFor(() =>
      expect(lines()).toContainEqual(
        expect.objectContaining({ level: warnLevel, tokenEvent: expect.objectContaining({ type: 'served-stale' }) }),
      ),
    );
    await app.close();
  });

  it('of a whole run at trace level holds no secret and no token', async () => {
    await using mock = await createMockServer();
    const { app, text, lines } = loggedApp();
    app.register(tokenPlugin, { issuer: mockIssuer(mock), cache: failingCache, warmUp: true });
    app.register(tokenPlugin, { issuer: mockIssuer(mock, 'a-wrong-secret'), namespace: 'wrong' });
    app.get('/', async () => (await app.tokenClient.fetch(`${mock.url}/v1/conversations/1`)).json());
    app.get('/wrong', async () => Reflect.get(app.tokenClient, 'wrong').getToken());
    app.get('/outside', async () => app.tokenClient.fetch('https://elsewhere.example/?key=value'));
    await app.ready();
    const first = (await app.tokenClient.getToken()).accessToken;
    mock.revoke();
    const statuses = await Promise.all(
      ['/', '/wrong', '/outside'].map(async (url) => (await app.inject(url)).statusCode),
    );
    const second = (await app.tokenClient.getToken()).accessToken;
    app.log.info({ tokenClient: app.tokenClient, status: app.tokenClient.status() }, 'what a curious developer logs');
    await app.close();

    expect(statuses).toEqual([200, 502, 500]);
    expect(second).not.toBe(first);
    expect(lines()).toContainEqual(
      expect.objectContaining({
        err: expect.objectContaining({
          code: 'FST_TOKENS_BAD_GATEWAY',
          message: expect.stringMatching(
            /^An upstream service refused or failed: Token endpoint .*refused the credentials/,
          ),
        }),
      }),
    );
    for (const secret of [mock.apps[0].appSecret, 'a-wrong-secret', first, second]) {
      expect(text()).not.toContain(secret);
    }
  });
});
