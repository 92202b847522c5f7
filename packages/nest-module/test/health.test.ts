import { Controller, Get, Module, type Type } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { symbl } from '@tokenkeep/core';
import { FakeClock } from '@tokenkeep/core/testing';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it, vi } from 'vitest';
import { TokenModule, TokenService, type TokenModuleRootOptions } from '../src/index.ts';
import { TokenHealthIndicator } from '../src/terminus/index.ts';
import { platforms, startApp, type Platform } from './start-app.ts';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly tokenHealth: TokenHealthIndicator,
    private readonly tokens: TokenService,
  ) {}

  @Get()
  check() {
    return this.health.check([() => this.tokenHealth.isHealthy('token', this.tokens)]);
  }
}

function appOf(options: TokenModuleRootOptions): Type {
  @Module({
    imports: [TerminusModule.forRoot({ logger: false }), TokenModule.forRoot(options)],
    controllers: [HealthController],
    providers: [TokenHealthIndicator],
  })
  class AppModule {}
  return AppModule;
}

/** An application with a health check and no other traffic. */
async function start(options: TokenModuleRootOptions, platform: Platform = 'express') {
  const { app, url } = await startApp(appOf(options), { platform });
  return {
    tokens: app.get(TokenService),
    async check() {
      const response = await fetch(`${url}/health`);
      const { details } = (await response.json()) as { readonly details: object };
      return { status: response.status, details };
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

const up = (expiresIn: number) => ({ status: 200, details: { token: { status: 'up', expiresIn } } });
const down = (code: string) => ({
  status: 503,
  details: { token: { status: 'down', message: `no token: the last exchange failed with ${code}`, code } },
});

describe.each(platforms)('the health indicator on %s', (platform) => {
  it('is up while a token lives and while nobody has asked for one, and asks nobody', async () => {
    await using server = await createMockServer({ tokenLifetimeMs: 600_000 });
    const clock = new FakeClock();
    const issuer = symbl({ ...server.apps[0], baseUrl: server.url });
    await using app = await start({ issuer, clock }, platform);

    expect(await app.check()).toEqual(up(0));
    expect(server.counters().exchanges).toBe(0);

    await app.tokens.getToken();
    await clock.advance(99_000);
    expect(await app.check()).toEqual(up(500));

    // Past the point where it is handed out, then dead: a check refreshes nothing.
    await clock.advance(499_000);
    expect(await app.check()).toEqual(up(1));
    await clock.advance(1001);
    expect(await app.check()).toEqual(up(0));
    expect(server.counters().exchanges).toBe(1);
  });

  it('is down with the code of what failed, at no more than one exchange per rest, and heals by its own probes', async () => {
    await using server = await createMockServer();
    const clock = new FakeClock();
    const issuer = symbl({ ...server.apps[0], baseUrl: server.url });
    await using app = await start({ issuer, clock }, platform);
    server.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 401 } });
    await expect(app.tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS' });

    for (let probe = 0; probe < 5; probe += 1) expect(await app.check()).toEqual(down('ERR_TOKEN_CREDENTIALS'));
    expect(server.counters().exchanges).toBe(1);

    server.clearFaults();
    await clock.advance(30_000);
    expect(await app.check()).toEqual(down('ERR_TOKEN_CREDENTIALS'));
    await vi.waitFor(async () => expect(await app.check()).toMatchObject({ status: 200 }), { timeout: 15_000 });
    expect(app.tokens.status().state).toBe('fresh');
  });
});

it('an application that warmed up before its issuer was there becomes healthy with probes as its only traffic', async () => {
  const reserved = await createMockServer();
  const { port } = new URL(reserved.url);
  const [app0] = reserved.apps;
  const issuer = symbl({ ...app0, baseUrl: reserved.url });
  await reserved.close();
  await using app = await start({ issuer, warmUp: true, timeoutMs: 500 });
  expect(await app.check()).toEqual(down('ERR_TOKEN_NETWORK'));

  await using _server = await createMockServer({ port: Number(port), apps: [app0] });
  await vi.waitFor(async () => expect(await app.check()).toMatchObject({ status: 200 }), {
    timeout: 15_000,
    interval: 100,
  });
});
