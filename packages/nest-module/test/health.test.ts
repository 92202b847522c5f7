import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { symbl, type TokenClient } from '@tokenkeep/core';
import { FakeClock } from '@tokenkeep/core/testing';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { InjectTokenClient, TokenModule, TokenService } from '../src/index.ts';
import { TokenHealthIndicator } from '../src/terminus/index.ts';
import { platforms, startApp } from './start-app.ts';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly tokenHealth: TokenHealthIndicator,
    private readonly tokens: TokenService,
    @InjectTokenClient('sales') private readonly sales: TokenClient,
  ) {}

  @Get()
  check() {
    return this.health.check([() => this.tokenHealth.isHealthy('token', this.tokens)]);
  }

  @Get('sales')
  checkSales() {
    return this.health.check([() => this.tokenHealth.isHealthy('sales', this.sales)]);
  }
}

describe.each(platforms)('the health indicator on %s', (platform) => {
  it('is up with the seconds left while a token lives, down otherwise, and exchanges nothing', async () => {
    await using server = await createMockServer({ tokenLifetimeMs: 600_000 });
    const [{ appId, appSecret }] = server.apps;
    const clock = new FakeClock();
    const issuer = symbl({ appId, appSecret, baseUrl: server.url });
    @Module({
      imports: [
        TerminusModule.forRoot({ logger: false }),
        TokenModule.forRoot({ issuer, clock }),
        TokenModule.forRoot({ name: 'sales', issuer, clock }),
      ],
      controllers: [HealthController],
      providers: [TokenHealthIndicator],
    })
    class AppModule {}
    await using running = await startApp(AppModule, { platform });
    const check = async (path: string) => {
      const response = await fetch(`${running.url}/${path}`);
      const { details } = (await response.json()) as { readonly details: object };
      return { status: response.status, details };
    };
    const message = 'no token: none was asked for yet, or the last one expired';

    expect(await check('health')).toEqual({ status: 503, details: { token: { status: 'down', message } } });
    expect(server.counters().exchanges).toBe(0);

    await running.app.get(TokenService).getToken();
    await clock.advance(100_000);
    expect(await check('health')).toEqual({ status: 200, details: { token: { status: 'up', expiresIn: 500 } } });
    expect(await check('health/sales')).toMatchObject({ status: 503, details: { sales: { status: 'down' } } });

    // Refresh-due, then past the point where it is handed out: it lives, and a check refreshes nothing.
    await clock.advance(499_000);
    expect(await check('health')).toEqual({ status: 200, details: { token: { status: 'up', expiresIn: 1 } } });
    await clock.advance(1001);
    expect(await check('health')).toEqual({ status: 503, details: { token: { status: 'down', message } } });
    expect(server.counters().exchanges).toBe(1);
  });
});
