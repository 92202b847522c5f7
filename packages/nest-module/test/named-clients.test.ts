import { Injectable, Module } from '@nestjs/common';
import { symbl, type TokenClient } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { getTokenClientToken, InjectTokenClient, TokenModule, TokenService } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
import { startApp, startError } from './start-app.ts';

const tenants = [
  { appId: 'sales-id', appSecret: 'sales-secret-canary' },
  { appId: 'support-id', appSecret: 'support-secret-canary' },
];

@Injectable()
class Tenants {
  constructor(
    @InjectTokenClient('sales') readonly sales: TokenClient,
    @InjectTokenClient('support') readonly support: TokenClient,
  ) {}
}

@Injectable()
class Unnamed {
  constructor(readonly tokens: TokenService) {}
}

describe('named clients', () => {
  it('exchange their own credentials and hold their own tokens', async () => {
    await using server = await createMockServer({ apps: tenants });
    const [sales, support] = tenants.map((tenant) => symbl({ ...tenant, baseUrl: server.url }));
    if (sales === undefined || support === undefined) throw new Error('two tenants');
    @Module({
      imports: [
        TokenModule.forRoot({ name: 'sales', issuer: sales }),
        TokenModule.forRootAsync({ name: 'support', useFactory: () => ({ issuer: support }) }),
      ],
      providers: [Tenants],
    })
    class AppModule {}
    await using running = await startApp(AppModule);
    const clients = running.app.get(Tenants);
    const tokens = [await clients.sales.getToken(), await clients.support.getToken()];
    expect(new Set(tokens.map(({ accessToken }) => accessToken)).size).toBe(2);
    expect(server.exchanges().map(({ appId }) => appId)).toEqual(['sales-id', 'support-id']);
  });

  it('do not serve an un-named injection, whose error names the call that is missing', async () => {
    @Module({
      imports: [TokenModule.forRoot({ name: 'sales', client: fakeTokenClient() })],
      providers: [Unnamed],
    })
    class AppModule {}
    expect((await startError(() => AppModule)).message).toMatch(/Unnamed.*TokenService/s);

    @Module({ imports: [TokenModule.forRoot({ name: 'sales', client: fakeTokenClient() })], providers: [Tenants] })
    class HalfModule {}
    expect((await startError(() => HalfModule)).message).toContain('TokenModule.forRoot({ name: "support" })');
  });

  it('do not reach a module that imports only another', async () => {
    const [sales, support, unnamed] = [fakeTokenClient(), fakeTokenClient(), fakeTokenClient()];
    @Module({ imports: [TokenModule.forRoot({ name: 'sales', client: sales })], exports: [TokenModule] })
    class SalesModule {}
    @Module({ imports: [SalesModule], providers: [Tenants] })
    class LeakyModule {}
    @Module({ imports: [TokenModule.forRoot({ name: 'support', client: support }), LeakyModule] })
    class AppModule {}
    expect((await startError(() => AppModule)).message).toContain('TokenModule.forRoot({ name: "support" })');

    @Module({
      imports: [
        TokenModule.forRoot({ name: 'sales', client: sales }),
        TokenModule.forRoot({ client: unnamed }),
        TokenModule.forRoot({ name: 'support', client: support }),
      ],
      providers: [Tenants, Unnamed],
    })
    class WholeModule {}
    await using running = await startApp(WholeModule);
    expect(running.app.get(Unnamed).tokens).toBe(unnamed);
    expect(running.app.get(Tenants).sales).toBe(sales);
    expect(running.app.get(Tenants).support).toBe(support);
    expect(running.app.get(getTokenClientToken('support'))).toBe(support);
  });
});

describe('getTokenClientToken', () => {
  it('is a registered symbol for a name, and the class for the un-named client', () => {
    expect(getTokenClientToken('sales')).toBe(getTokenClientToken('sales'));
    expect(getTokenClientToken('sales')).not.toBe(getTokenClientToken());
    expect(getTokenClientToken('sales')).toBe(
      Symbol.for('@tokenkeep/nest-module TokenModule.forRoot({ name: "sales" })'),
    );
    expect(getTokenClientToken()).toBe(TokenService);
  });
});
