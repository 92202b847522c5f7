import { Module, type DynamicModule } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { memoryCache, symbl } from '@tokenkeep/core';
import { fakeTokenClient } from '@tokenkeep/core/testing';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getTokenClientToken, TokenModule, TokenService } from '../src/index.ts';
import { startApp, startError } from './start-app.ts';

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server.close());

function issuer() {
  const [{ appId, appSecret }] = server.apps;
  return symbl({ appId, appSecret, baseUrl: server.url });
}

function appOf(first: DynamicModule, second: DynamicModule) {
  @Module({ imports: [first] })
  class First {}
  @Module({ imports: [second] })
  class Second {}
  @Module({ imports: [First, Second] })
  class AppModule {}
  return { AppModule, First, Second };
}

describe('registered twice by the same options object', () => {
  it.each<[string, () => readonly [DynamicModule, DynamicModule]]>([
    [
      'of a new client',
      () => {
        const options = { issuer: issuer(), cache: memoryCache() };
        return [TokenModule.forRoot(options), TokenModule.forRoot(options)];
      },
    ],
    [
      'of a given client',
      () => {
        const options = { client: fakeTokenClient() };
        return [TokenModule.forRoot(options), TokenModule.forRoot(options)];
      },
    ],
    [
      'of a factory',
      () => {
        const options = { useFactory: () => ({ issuer: issuer(), cache: memoryCache() }) };
        return [TokenModule.forRootAsync(options), TokenModule.forRootAsync(options)];
      },
    ],
    [
      'one module, imported twice',
      () => {
        const module = TokenModule.forRoot({ issuer: issuer() });
        return [module, module];
      },
    ],
  ])('there is one client: %s', async (_, modules) => {
    const { AppModule, First, Second } = appOf(...modules());
    await using running = await startApp(AppModule);
    const [first, second] = [First, Second].map((module) => running.app.select(module).get(TokenService));
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('there is one client per application, not per process', async () => {
    const options = { issuer: issuer() };
    const { AppModule } = appOf(TokenModule.forRoot(options), TokenModule.forRoot(options));
    await using one = await startApp(AppModule);
    await using other = await startApp(AppModule);
    expect(one.app.get(TokenService)).not.toBe(other.app.get(TokenService));
  });
});

describe('registered twice by two options objects', () => {
  it.each<[string, string, () => readonly [DynamicModule, DynamicModule]]>([
    [
      'with equal contents',
      'forRoot',
      () => {
        const client = fakeTokenClient();
        return [TokenModule.forRoot({ client }), TokenModule.forRoot({ client })];
      },
    ],
    [
      'with other contents',
      'forRoot',
      () => [TokenModule.forRoot({ issuer: issuer() }), TokenModule.forRoot({ issuer: issuer(), timeoutMs: 500 })],
    ],
    [
      'over one factory',
      'forRootAsync',
      () => {
        const useFactory = () => ({ issuer: issuer() });
        return [TokenModule.forRootAsync({ useFactory }), TokenModule.forRootAsync({ useFactory })];
      },
    ],
  ])('is one clear error: %s', async (_, method, modules) => {
    const { message } = await startError(() => appOf(...modules()).AppModule);
    expect(message).toBe(
      `TokenModule.${method}() registers again what is registered by another options object: pass the same object, give one of them another name, or register it once with isGlobal: true.`,
    );
  });

  it('is an error under deep-hashed module ids as well', async () => {
    const { AppModule } = appOf(
      TokenModule.forRoot({ client: fakeTokenClient() }),
      TokenModule.forRoot({ client: fakeTokenClient() }),
    );
    const options = { moduleIdGeneratorAlgorithm: 'deep-hash', logger: false, abortOnError: false } as const;
    await expect(NestFactory.createApplicationContext(AppModule, options)).rejects.toThrow('registers again');
  });

  it('is no error when the first could not be made: lazily loaded, it may be tried again', async () => {
    const failing = TokenModule.forRootAsync({ useFactory: () => Promise.reject(new Error('not yet')) });
    const client = fakeTokenClient();
    @Module({ imports: [TokenModule.forRoot({ name: 'sales', client })] })
    class AppModule {}
    const { app } = await startApp(AppModule);
    const loader = app.get(LazyModuleLoader);
    await expect(loader.load(() => failing)).rejects.toThrow('not yet');
    const loaded = await loader.load(() => TokenModule.forRoot({ client }));
    expect(loaded.get(TokenService)).toBe(client);
    await app.close();
  });

  it('is no error under another name', async () => {
    const [client, sales] = [fakeTokenClient(), fakeTokenClient()];
    const { AppModule } = appOf(TokenModule.forRoot({ client }), TokenModule.forRoot({ client: sales, name: 'sales' }));
    await using running = await startApp(AppModule);
    expect(running.app.get(TokenService)).toBe(client);
    expect(running.app.get(getTokenClientToken('sales'))).toBe(sales);
  });
});
