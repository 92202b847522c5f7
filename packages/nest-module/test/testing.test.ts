import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TokenError, type TokenClient } from '@tokenkeep/core';
import { symbl } from '@tokenkeep/core';
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
  it('is a TokenService, as every TokenClient is: it goes into the constructor of a service', async () => {
    const client: TokenClient = fakeTokenClient({ fetch: () => new Response('a title') });
    const service: TokenService = client;
    expect(await new Conversations(service, fakeTokenClient()).title()).toBe('a title');
  });

  it('lives an hour unless told otherwise, and says so in its status', async () => {
    vi.useFakeTimers();
    const fake = fakeTokenClient({ lifetimeMs: 60_000 });
    expect((await fakeTokenClient().getToken()).expiresIn).toBe(3600);
    expect(fake.status()).toMatchObject({ state: 'fresh', expiresIn: 60 });
    vi.advanceTimersByTime(60_000);
    expect(fake.status()).toMatchObject({ state: 'none', expiresIn: 0 });
    vi.useRealTimers();
  });

  it('rejects with the error that it is told to', async () => {
    const error = new TokenError('Token endpoint is down.', { code: 'ERR_TOKEN_SERVER' });
    const fake = fakeTokenClient({ error, fetch: () => new Response() });
    await expect(fake.getToken()).rejects.toBe(error);
    await expect(fake.fetch(url)).rejects.toBe(error);
    expect(fake.status().state).toBe('none');
  });

  it('has no answer of its own, so that no test reaches a network by mistake', async () => {
    await expect(fakeTokenClient().fetch(url)).rejects.toThrow(
      'fakeTokenClient() has no answer for https://api.symbl.ai: pass { fetch } to give one.',
    );
    expect(network).not.toHaveBeenCalled();
  });

  it('leaves an Authorization of the request alone, and honours its signal', async () => {
    const fake = fakeTokenClient({ fetch: (request) => new Response(request.headers.get('authorization')) });
    const response = await fake.fetch(url, { headers: { authorization: 'Basic own' } });
    expect(await response.text()).toBe('Basic own');
    const reason = new Error('changed my mind');
    await expect(fake.fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(fake.getToken({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('is closed like a client, twice without an error', async () => {
    await using fake = fakeTokenClient();
    await fake.close();
    await expect(fake.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    expect(fake.status()).toMatchObject({ state: 'none', expiresIn: 0 });
    await fake.invalidate('anything');
  });
});
