import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { symbl, type TokenClient } from '@tokenkeep/core';
import { fakeTokenClient as fakeTokenClientOfCore } from '@tokenkeep/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { getTokenClientToken, InjectTokenClient, TokenModule, TokenService } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';

const url = 'https://api.symbl.ai/v1/conversations/1';

@Injectable()
class Conversations {
  constructor(
    private readonly tokens: TokenService,
    @InjectTokenClient('sales') readonly sales: TokenClient,
  ) {}
  async title(): Promise<string> {
    return (await this.tokens.fetch(url)).text();
  }
}

@Module({
  imports: [
    TokenModule.forRootAsync({
      useFactory: () => {
        throw new Error('a test needs no configuration');
      },
    }),
    TokenModule.forRoot({ name: 'sales', issuer: symbl(), warmUp: true }),
  ],
  providers: [Conversations],
})
class AppModule {}

const network = vi.fn<typeof fetch>(() => Promise.reject(new Error('no network in a unit test')));
beforeEach(() => vi.stubGlobal('fetch', network));
afterEach(() => {
  vi.unstubAllGlobals();
  network.mockClear();
});

describe('a fake client by overrideProvider', () => {
  it('stands in for the default and for named clients, without configuration, issuer or network', async () => {
    const seen: (string | null)[] = [];
    const fake = fakeTokenClient({
      accessToken: 'a-fake',
      fetch(request) {
        seen.push(request.url, request.headers.get('authorization'));
        return new Response('a title');
      },
    });
    const moduleRef = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(getTokenClientToken())
      .useValue(fake)
      .overrideProvider(getTokenClientToken('sales'))
      .useValue(fakeTokenClient())
      .compile();
    const app = await moduleRef.createNestApplication({ logger: false }).init();
    const conversations = app.get(Conversations);
    expect(await conversations.title()).toBe('a title');
    expect(seen).toEqual([url, 'Bearer a-fake']);
    expect((await conversations.sales.getToken()).accessToken).toBe('fake-token');
    expect(app.get(TokenService)).toBe(fake);
    await app.close();
    expect(network).not.toHaveBeenCalled();
  });

  it('stands in by class as well, for every way of injection', async () => {
    const fake = fakeTokenClient();
    const moduleRef = await Test.createTestingModule({
      imports: [TokenModule.forRoot({ issuer: symbl() })],
      providers: [
        { provide: 'by decorator', useFactory: (tokens: unknown) => tokens, inject: [getTokenClientToken()] },
      ],
    })
      .overrideProvider(TokenService)
      .useValue(fake)
      .compile();
    expect(moduleRef.get('by decorator')).toBe(fake);
  });
});

describe('fakeTokenClient', () => {
  it("is core's, and a TokenService as every TokenClient is: it goes into the constructor of a service", async () => {
    expect(fakeTokenClient).toBe(fakeTokenClientOfCore);
    const client: TokenClient = fakeTokenClient({ fetch: () => new Response('a title') });
    const service: TokenService = client;
    expect(await new Conversations(service, fakeTokenClient()).title()).toBe('a title');
  });
});
