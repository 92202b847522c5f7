import { Inject, Injectable, Module } from '@nestjs/common';
import { HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import type { TokenClient } from '@tokenkeep/core';
import { describe, expect, it } from 'vitest';
import { InjectTokenClient, TokenModule, TokenService } from '../../src/index.ts';
import { TokenHealthIndicator } from '../../src/terminus/index.ts';
import { fakeTokenClient } from '../../src/testing/index.ts';
import { startApp } from '../start-app.ts';

@Injectable()
class Conversations {
  constructor(
    @Inject(TokenService) readonly byClass: TokenService,
    @InjectTokenClient() readonly byToken: TokenClient,
    @InjectTokenClient('sales') readonly sales: TokenClient,
  ) {}
}

describe('injection without emitted decorator metadata', () => {
  it('works by @Inject(TokenService) and @InjectTokenClient', async () => {
    const [client, sales] = [fakeTokenClient(), fakeTokenClient()];
    @Module({
      imports: [TerminusModule, TokenModule.forRoot({ client }), TokenModule.forRoot({ client: sales, name: 'sales' })],
      providers: [Conversations, TokenHealthIndicator],
    })
    class AppModule {}
    await using running = await startApp(AppModule);
    const conversations = running.app.get(Conversations);
    expect(Reflect.getMetadata('design:paramtypes', Conversations)).toBeUndefined();
    expect(conversations.byClass).toBe(client);
    expect(conversations.byToken).toBe(client);
    expect(conversations.sales).toBe(sales);
    expect(running.app.get(TokenHealthIndicator)).toHaveProperty(
      'indicators',
      running.app.get(HealthIndicatorService, { strict: false }),
    );
  });
});
