import { Controller, Get, Injectable, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LazyModuleLoader, NestFactory, REQUEST } from '@nestjs/core';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getTokenClientToken, TokenModule, TokenService } from '../src/index.ts';
import { platforms, startApp } from './start-app.ts';

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer();
});
beforeEach(() => server.reset());
afterAll(() => server.close());

function issuer() {
  const [{ appId, appSecret }] = server.apps;
  return symbl({ appId, appSecret, baseUrl: server.url });
}

/** A factory that never ends, and the moment at which it has begun. */
function neverEnding() {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const never = () => {
    enter();
    return new Promise<never>(() => undefined);
  };
  return { never, entered };
}

describe('at shutdown', () => {
  it('what the module made is closed, by name or not, by factory or not', async () => {
    @Module({
      imports: [
        TokenModule.forRoot({ issuer: issuer() }),
        TokenModule.forRootAsync({ name: 'sales', useFactory: () => ({ issuer: issuer() }) }),
      ],
    })
    class AppModule {}
    const { app } = await startApp(AppModule);
    const clients = [app.get(TokenService), app.get<TokenService>(getTokenClientToken('sales'))];
    await Promise.all(clients.map((client) => client.getToken()));
    await app.close();
    for (const client of clients) await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });

  it('what the module was given stays open', async () => {
    await using client = createTokenClient({ issuer: issuer() });
    @Module({
      imports: [
        TokenModule.forRoot({ client }),
        TokenModule.forRootAsync({ name: 'sales', useFactory: () => ({ client }) }),
      ],
    })
    class AppModule {}
    const { app } = await startApp(AppModule);
    await app.close();
    expect((await client.getToken()).expiresIn).toBeGreaterThan(0);
  });

  it('a client whose registration is the first, and lazily loaded, is left to the application, as the README says', async () => {
    @Module({})
    class AppModule {}
    const { app } = await startApp(AppModule);
    const lazily = TokenModule.forRoot({ issuer: issuer(), warmUp: true });
    const client = (await app.get(LazyModuleLoader).load(() => lazily)).get(TokenService);
    expect(client.status().state).toBe('none');
    await app.close();
    expect((await client.getToken()).expiresIn).toBeGreaterThan(0);
    await client.close();
  });

  it('a client of a module loaded lazily beside another is closed', async () => {
    @Module({ imports: [TokenModule.forRoot({ issuer: issuer(), name: 'sales' })] })
    class AppModule {}
    const { app } = await startApp(AppModule);
    const lazily = TokenModule.forRoot({ issuer: issuer() });
    const client = (await app.get(LazyModuleLoader).load(() => lazily)).get(TokenService);
    await app.close();
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });

  it('a factory that never ends keeps nobody: lazily loaded', async () => {
    @Module({ imports: [TokenModule.forRoot({ issuer: issuer(), name: 'sales' })] })
    class AppModule {}
    const { app } = await startApp(AppModule);
    const { never, entered } = neverEnding();
    const loading = app.get(LazyModuleLoader).load(() => TokenModule.forRootAsync({ useFactory: never }));
    await entered;
    const failure = loading.catch((reason: unknown) => reason);
    await app.close();
    expect(await failure).toMatchObject({
      code: 'ERR_TOKEN_CLOSED',
      message: 'TokenModule.forRootAsync(): the factory had not ended when the application did: let it end or fail.',
    });
  });

  it('no client is made any more, which nobody would close', async () => {
    @Module({ imports: [TokenModule.forRoot({ issuer: issuer(), name: 'sales' })] })
    class AppModule {}
    const { app } = await startApp(AppModule);
    await app.close();
    const lazily = app.get(LazyModuleLoader).load(() => TokenModule.forRoot({ issuer: issuer() }));
    await expect(lazily).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });

  it.each(platforms)('a factory that never ends keeps nobody: at a request, on %s', async (platform) => {
    const { never, entered } = neverEnding();
    @Controller()
    class TokenController {
      constructor(private readonly tokens: TokenService) {}
      @Get()
      show(): unknown {
        return this.tokens.status();
      }
    }
    @Module({
      imports: [TokenModule.forRootAsync({ inject: [REQUEST], useFactory: never })],
      controllers: [TokenController],
    })
    class AppModule {}
    // Not cut: Nest waits for the request, which waits for the factory.
    const { app, url } = await startApp(AppModule, { platform, drain: true });
    const answer = fetch(url, { headers: { connection: 'close' } });
    await entered;
    await app.close();
    expect((await answer).status).toBe(500);
  });

  it('an application context without HTTP closes its clients as well', async () => {
    @Module({ imports: [TokenModule.forRoot({ issuer: issuer() })] })
    class AppModule {}
    const context = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const client = context.get(TokenService);
    await context.close();
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });

  it.each(platforms)('a request under way on %s still gets its token', async (platform) => {
    const { promise: shuttingDown, resolve: shutDown } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    @Controller()
    class SlowController {
      constructor(private readonly tokens: TokenService) {}
      @Get()
      async show(): Promise<unknown> {
        arrive();
        await shuttingDown;
        const response = await this.tokens.fetch('/v1/conversations/1');
        return { status: response.status };
      }
      beforeApplicationShutdown(): void {
        shutDown();
      }
    }
    @Module({ imports: [TokenModule.forRoot({ issuer: issuer() })], controllers: [SlowController] })
    class AppModule {}
    const { app, url } = await startApp(AppModule, { platform, drain: true });
    const answer = fetch(url, { headers: { connection: 'close' } });
    await arrived;
    await app.close();
    expect(await (await answer).json()).toEqual({ status: 200 });
  });
});

describe('a service in a module far from the registration', () => {
  it('finds a token in its first hook, and has one in its last', async () => {
    const seen: string[] = [];
    @Injectable()
    class Conversations implements OnModuleInit, OnApplicationShutdown {
      constructor(private readonly tokens: TokenService) {}
      onModuleInit(): void {
        seen.push(this.tokens.status().state);
      }
      async onApplicationShutdown(): Promise<void> {
        await this.tokens.getToken();
        seen.push('a token');
      }
    }
    @Module({ providers: [Conversations] })
    class FourthModule {}
    @Module({ imports: [FourthModule] })
    class ThirdModule {}
    @Module({ imports: [ThirdModule] })
    class SecondModule {}
    @Module({ imports: [SecondModule] })
    class FirstModule {}
    @Module({
      imports: [TokenModule.forRoot({ issuer: issuer(), isGlobal: true, warmUp: true }), FirstModule],
    })
    class AppModule {}
    const { app } = await startApp(AppModule);
    const client = app.get(TokenService);
    await app.close();
    expect(seen).toEqual(['fresh', 'a token']);
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });
});
