import { Injectable, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { createTokenClient, symbl, TokenError } from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getTokenClientToken, TokenModule, TokenService, type TokenModuleRootOptions } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
import { RecordingLogger } from './recording-logger.ts';
import { startApp, startError } from './start-app.ts';

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer();
});
beforeEach(() => server.reset());
afterAll(() => server.close());

const wrongSecret = 'wrong-secret-canary';

function issuer(baseUrl = server.url, appSecret = server.apps[0].appSecret) {
  return symbl({ appId: server.apps[0].appId, appSecret, baseUrl });
}

function appOf(...registrations: TokenModuleRootOptions[]): Type {
  @Module({ imports: registrations.map((options) => TokenModule.forRoot(options)) })
  class AppModule {}
  return AppModule;
}

describe('warmUp', () => {
  it('has a token ready before the application listens', async () => {
    await using running = await startApp(appOf({ issuer: issuer(), warmUp: true }));
    expect(running.app.get(TokenService).status().state).toBe('fresh');
    expect(server.counters().exchanges).toBe(1);
  });

  it('is over before the hooks of the services that use it', async () => {
    const states: string[] = [];
    @Injectable()
    class Conversations implements OnModuleInit {
      constructor(private readonly tokens: TokenService) {}
      onModuleInit(): void {
        states.push(this.tokens.status().state);
      }
    }
    @Module({ imports: [TokenModule.forRoot({ issuer: issuer(), warmUp: true })], providers: [Conversations] })
    class AppModule {}
    await using _running = await startApp(AppModule);
    expect(states).toEqual(['fresh']);
  });

  it('is opt-in: without it the start exchanges nothing', async () => {
    await using running = await startApp(
      appOf({ issuer: issuer() }, { issuer: issuer(), name: 'sales', warmUp: false }),
    );
    expect(running.app.get(TokenService).status().state).toBe('none');
    expect(server.counters().exchanges).toBe(0);
  });

  it('warms up a client that was given', async () => {
    await using client = createTokenClient({ issuer: issuer() });
    await using running = await startApp(appOf({ client, warmUp: true }));
    expect(running.app.get(TokenService).status().state).toBe('fresh');
  });

  it('fails the start with a clear error if the issuer refuses the credentials', async () => {
    const error = await startError(() =>
      appOf({ name: 'sales', issuer: issuer(server.url, wrongSecret), warmUp: true }),
    );
    expect(error.message).toMatch(
      /^TokenModule\.forRoot\({ name: "sales" }\) could not warm up\. Token endpoint refused the credentials .*check/,
    );
    expect(error.message).toContain(server.url);
    expect(error.message).not.toContain(wrongSecret);
    expect(TokenError.isInstance(error) && error).toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', status: 401 });
  });

  it.each([400, 403, 404])('fails the start if the issuer refuses with %i', async (status) => {
    server.fault({ route: 'token', fault: { kind: 'status', status } });
    const error = await startError(() => appOf({ issuer: issuer(), warmUp: true }));
    expect(error).toMatchObject({
      message: expect.stringMatching(/^TokenModule\.forRoot\(\) could not warm up\./),
      status,
    });
  });

  it('fails the start if a client that was given fails with anything but a TokenError', async () => {
    const failure = new TypeError('not a function');
    const client = { ...fakeTokenClient(), getToken: () => Promise.reject(failure) };
    expect(await startError(() => appOf({ client, warmUp: true }))).toBe(failure);
  });

  it('fails the start if the credentials are not in the environment', async () => {
    const error = await startError(() => appOf({ issuer: symbl({ baseUrl: server.url }), warmUp: true }));
    expect(error.message).toMatch(/^TokenModule\.forRoot\(\) could not warm up\. .*SYMBL_APP_ID/);
  });

  it.each<[string, () => TokenModuleRootOptions]>([
    ['nothing listens there', () => ({ issuer: issuer('http://127.0.0.1:4') })],
    ['the host name does not exist', () => ({ issuer: issuer('https://no-such-host.invalid'), timeoutMs: 1000 })],
    [
      'the issuer fails',
      () => {
        server.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 500 } });
        return { issuer: issuer() };
      },
    ],
    [
      'the issuer hangs',
      () => {
        server.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
        return { issuer: issuer(), timeoutMs: 300 };
      },
    ],
  ])('only warns if %s', async (_, options) => {
    const logger = new RecordingLogger('TokenModule');
    await using running = await startApp(appOf({ name: 'sales', ...options(), warmUp: true }), { logger });
    expect((await fetch(running.url)).status).toBe(404);
    const warnings = logger.lines.filter((line) =>
      line.startsWith('warn TokenModule.forRoot({ name: "sales" }) could not warm up.'),
    );
    expect(warnings).toHaveLength(1);
    expect(running.app.get<TokenService>(getTokenClientToken('sales')).status().state).toBe('none');
  });
});
