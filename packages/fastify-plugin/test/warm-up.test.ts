import { createTokenClient, symbl } from '@tokenkeep/core';
import { fakeTokenClient } from '@tokenkeep/core/testing';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

/** An app whose warnings a test can read. */
function warningApp(pluginTimeout: number) {
  const warnings: string[] = [];
  const app = Fastify({
    pluginTimeout,
    logger: { level: 'warn', stream: { write: (line: string) => void warnings.push(JSON.parse(line).msg) } },
  });
  return { app, warnings };
}

describe('warmUp', () => {
  it('has the first token before the app is ready', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp: true });
    await app.ready();

    expect(app.tokenClient.status().state).toBe('fresh');
    expect(mock.counters().exchanges).toBe(1);
  });

  it('fails the boot if the credentials are refused, with the reason and its remedy', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock, 'wrong'), warmUp: true });

    await expect(app.ready()).rejects.toMatchObject({
      code: 'FST_TOKENS_WARM_UP',
      message: expect.stringMatching(
        /^@tokenkeep\/fastify-plugin: warmUp got no token: .* refused the credentials .*: check /,
      ),
      cause: { code: 'ERR_TOKEN_CREDENTIALS', status: 401 },
    });
  });

  it('fails the boot if the credentials are not in the environment', async () => {
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: symbl(), warmUp: true });

    await expect(app.ready()).rejects.toMatchObject({
      code: 'FST_TOKENS_WARM_UP',
      message: expect.stringContaining('SYMBL_APP_ID'),
      cause: { code: 'ERR_TOKEN_CONFIG' },
    });
  });

  it('fails the boot if a shared client fails with anything but a TokenError', async () => {
    const failure = new TypeError('not a function');
    const client = { ...fakeTokenClient(), getToken: () => Promise.reject(failure) };
    await using app = Fastify();
    app.register(tokenPlugin, { client, warmUp: true });

    await expect(app.ready()).rejects.toMatchObject({ code: 'FST_TOKENS_WARM_UP', cause: failure });
  });

  it('says which client has no token', async () => {
    await using mock = await createMockServer();
    await using app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock), namespace: 'sales', warmUp: true });
    app.register(tokenPlugin, { issuer: mockIssuer(mock, 'wrong'), namespace: 'support', warmUp: true });

    await expect(app.ready()).rejects.toThrow(/^app\.tokenClient\.support: warmUp got no token: /);
  });

  it('only warns if the issuer cannot be reached', async () => {
    const mock = await createMockServer();
    await mock.close();
    const { app, warnings } = warningApp(10_000);
    app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp: true, timeoutMs: 500, namespace: 'sales' });
    await app.ready();
    await app.close();

    expect(warnings).toContainEqual(
      expect.stringMatching(/^app\.tokenClient\.sales: warmUp got no token: .* The app starts without one\.$/),
    );
  });

  it("only warns before Fastify's pluginTimeout, however long timeoutMs is", async () => {
    await using mock = await createMockServer();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
    const { app, warnings } = warningApp(2000);
    app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp: true, timeoutMs: 600_000 });
    await app.ready();
    await app.close();

    expect(warnings).toContainEqual(
      `@tokenkeep/fastify-plugin: warmUp got no token: none came within 1800 ms from ${mock.url}, check that the token endpoint answers, or raise pluginTimeout. The app starts without one.`,
    );
  });

  it('of a shared client does not know whom it asks', async () => {
    await using mock = await createMockServer();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
    await using client = createTokenClient({ issuer: mockIssuer(mock) });
    const { app, warnings } = warningApp(1000);
    app.register(tokenPlugin, { client, warmUp: true });
    await app.ready();
    await app.close();

    expect(warnings).toContainEqual(expect.stringContaining('none came within 900 ms, check '));
  });

  it('is bounded by timeoutMs alone where there is no pluginTimeout', async () => {
    await using mock = await createMockServer();
    mock.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
    const { app, warnings } = warningApp(0);
    app.register(tokenPlugin, { issuer: mockIssuer(mock), warmUp: true, timeoutMs: 200 });
    await app.ready();
    await app.close();

    expect(warnings.join('\n')).toMatch(/warmUp got no token: .*200 ms/);
  });

  it('closes the client when the boot fails and the app is closed', async () => {
    await using mock = await createMockServer();
    const events: string[] = [];
    const app = Fastify();
    app.register(tokenPlugin, {
      issuer: mockIssuer(mock, 'wrong'),
      warmUp: true,
      onEvent: (event) => void events.push(event.type),
    });
    await expect(app.ready()).rejects.toThrow(/warmUp/);

    await app.close();

    expect(events.at(-1)).toBe('closed');
  });
});
