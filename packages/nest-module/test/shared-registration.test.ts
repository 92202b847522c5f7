import { inspect } from 'node:util';
import { Module, type DynamicModule } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import {
  clientCredentials,
  memoryCache,
  Secret,
  symbl,
  type ClientCredentialsOptions,
  type TokenIssuer,
} from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getTokenClientToken, TokenModule, TokenService } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
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

describe('registered twice with the same options', () => {
  const shared = { apiOrigins: ['https://api.example.com'] };
  const factory = () => ({ issuer: issuer(), cache: memoryCache() });

  it.each<[string, () => readonly [DynamicModule, DynamicModule]]>([
    [
      'the same object',
      () => {
        const options = { issuer: issuer(), cache: memoryCache() };
        return [TokenModule.forRoot(options), TokenModule.forRoot(options)];
      },
    ],
    [
      'equal options, each with an issuer of its own',
      () => [
        TokenModule.forRoot({ issuer: issuer(), apiOrigins: [...shared.apiOrigins] }),
        TokenModule.forRoot({ issuer: issuer(), apiOrigins: [...shared.apiOrigins], isGlobal: true }),
      ],
    ],
    [
      'one given client',
      () => {
        const client = fakeTokenClient();
        return [TokenModule.forRoot({ client }), TokenModule.forRoot({ client })];
      },
    ],
    [
      'the same factory',
      () => [TokenModule.forRootAsync({ useFactory: factory }), TokenModule.forRootAsync({ useFactory: factory })],
    ],
    [
      'one that is async and one that is not',
      () => [
        TokenModule.forRoot({ issuer: issuer() }),
        TokenModule.forRootAsync({ useFactory: () => ({ issuer: issuer() }) }),
      ],
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

  it('warms up if either asks for it', async () => {
    server.reset();
    const { AppModule } = appOf(
      TokenModule.forRoot({ issuer: issuer() }),
      TokenModule.forRoot({ issuer: issuer(), warmUp: true }),
    );
    await using running = await startApp(AppModule);
    expect(running.app.get(TokenService).status().state).toBe('fresh');
    expect(server.counters().exchanges).toBe(1);
  });
});

describe('registered twice with other options', () => {
  const secret = 'another-secret-canary';

  it.each<[string, () => readonly [DynamicModule, DynamicModule]]>([
    [
      'another client',
      () => [TokenModule.forRoot({ client: fakeTokenClient() }), TokenModule.forRoot({ client: fakeTokenClient() })],
    ],
    [
      'another option',
      () => [TokenModule.forRoot({ issuer: issuer() }), TokenModule.forRoot({ issuer: issuer(), timeoutMs: 500 })],
    ],
    [
      'another secret',
      () => [
        TokenModule.forRoot({ issuer: issuer() }),
        TokenModule.forRoot({ issuer: symbl({ appId: server.apps[0].appId, appSecret: secret, baseUrl: server.url }) }),
      ],
    ],
    [
      'a client and options',
      () => [TokenModule.forRoot({ client: fakeTokenClient() }), TokenModule.forRoot({ issuer: issuer() })],
    ],
  ])('is one clear error: %s', async (_, modules) => {
    const { message } = await startError(() => appOf(...modules()).AppModule);
    expect(message).toBe(
      'TokenModule.forRoot() registers the same client again with other options: give one of them another name, or register it once with isGlobal: true.',
    );
    expect(message).not.toContain(secret);
  });

  it.each<[string, Partial<TokenIssuer>]>([
    ['server', { origin: 'https://other.example.com' }],
    ['API', { apiOrigins: ['https://other.example.com'] }],
  ])('is an error for another %s, though the issuer takes the same credentials', async (_, other) => {
    const own: TokenIssuer = {
      origin: 'https://issuer.example.com',
      apiOrigins: ['https://api.example.com'],
      prepare: () => ({ identity: ['own'], secret: new Secret(secret), exchange: () => Promise.reject(new Error()) }),
    };
    const { AppModule } = appOf(
      TokenModule.forRoot({ issuer: own }),
      TokenModule.forRoot({ issuer: { ...own, ...other } }),
    );
    expect((await startError(() => AppModule)).message).toMatch(/registers the same client again with other options/);
  });

  it('says so when the credentials cannot be read for the comparison, and nothing of what they failed with', async () => {
    const [first, second] = [1, 2].map(() => {
      const credentials = () => Promise.reject(new Error(`no vault for ${secret}`));
      return TokenModule.forRoot({ issuer: symbl({ credentials, baseUrl: server.url }) });
    });
    if (first === undefined || second === undefined) throw new Error('two registrations');
    const error = await startError(() => appOf(first, second).AppModule);
    expect(error).toMatchObject({
      message:
        'TokenModule.forRoot(): cannot be compared with the options registered before, since reading the credentials failed: check the credentials() function given to the issuer, or register it once with isGlobal: true.',
      code: 'ERR_TOKEN_CONFIG',
    });
    expect(inspect(error)).not.toContain(secret);
  });

  it('names the remedy for a private key that cannot be exported', async () => {
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    const issuerWith = (options: Pick<ClientCredentialsOptions, 'sealingSecret'>) =>
      clientCredentials({
        tokenUrl: `${server.url}/token`,
        clientId: 'an-id',
        authMethod: 'private_key_jwt',
        privateKey,
        apiOrigins: [server.url],
        ...options,
      });
    const appOn = (first: TokenIssuer, second: TokenIssuer) =>
      appOf(TokenModule.forRoot({ issuer: first }), TokenModule.forRoot({ issuer: second })).AppModule;
    const { message } = await startError(() => appOn(issuerWith({}), issuerWith({})));
    expect(message).toBe(
      'TokenModule.forRoot(): cannot tell whether this private key is the one registered before: share one issuer object, or set sealingSecret; if it is another, give one of them another name.',
    );
    const one = issuerWith({});
    const sealed = { sealingSecret: secret };
    await (await startApp(appOn(one, one))).app.close();
    await (await startApp(appOn(issuerWith(sealed), issuerWith(sealed)))).app.close();
  });

  it('is an error under deep-hashed module ids as well', async () => {
    const { AppModule } = appOf(
      TokenModule.forRoot({ client: fakeTokenClient() }),
      TokenModule.forRoot({ client: fakeTokenClient() }),
    );
    const options = { moduleIdGeneratorAlgorithm: 'deep-hash', logger: false, abortOnError: false } as const;
    await expect(NestFactory.createApplicationContext(AppModule, options)).rejects.toThrow('with other options');
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
