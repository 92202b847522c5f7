import { Controller, forwardRef, Get, Inject, Injectable, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { clientCredentials, clientSecretBasic, symbl, type TokenClient } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { getTokenClientToken, InjectTokenClient, TokenModule, TokenService } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
import { platforms, startApp, startError } from './start-app.ts';

@Injectable()
class Conversations {
  @InjectTokenClient() readonly byProperty!: TokenService;

  constructor(
    readonly byClass: TokenService,
    @InjectTokenClient() readonly byToken: TokenClient,
  ) {}
}

function appOf(imports: unknown[], providers: Type[] = [Conversations]): Type {
  @Module({ imports: imports as Type[], providers })
  class AppModule {}
  return AppModule;
}

describe('injection', () => {
  it('gives one and the same client by class, by decorator and by token', async () => {
    const client = fakeTokenClient();
    await using running = await startApp(appOf([TokenModule.forRoot({ client })]));
    const { byClass, byToken, byProperty } = running.app.get(Conversations);
    expect(byClass).toBe(client);
    expect(byToken).toBe(client);
    expect(byProperty).toBe(client);
    expect(running.app.get(getTokenClientToken())).toBe(client);
  });

  it('gives a client of the client credentials grant as it is', async () => {
    await using mock = await createMockServer();
    const [{ appId: clientId, appSecret: clientSecret }] = mock.apps;
    const tokenUrl = `${mock.url}/oauth/token`;
    const issuer = clientCredentials({
      tokenUrl,
      auth: clientSecretBasic({ clientId, clientSecret }),
      apiOrigins: [mock.url],
    });
    await using running = await startApp(appOf([TokenModule.forRoot({ issuer })]));
    const { byClass } = running.app.get(Conversations);
    expect((await byClass.fetch(`${mock.url}/v1/conversations/7`)).status).toBe(200);
    expect(mock.counters()).toMatchObject({ exchanges: 1, apiCalls: 1 });
  });

  it('runs with emitted decorator metadata here', () => {
    expect(Reflect.getMetadata('design:paramtypes', Conversations)).toEqual([TokenService, Object]);
  });

  it('is for modules that import it, unless isGlobal', async () => {
    @Module({ providers: [Conversations] })
    class Feature {}
    const client = fakeTokenClient();
    const error = await startError(() => appOf([TokenModule.forRoot({ client }), Feature], []));
    expect(error.message).toContain('TokenService');
    await using running = await startApp(appOf([TokenModule.forRoot({ client, isGlobal: true }), Feature], []));
    expect(running.app.get(Conversations, { strict: false }).byClass).toBe(client);
  });

  it('works for services that refer to each other, and for modules that do', async () => {
    @Injectable()
    class Left {
      constructor(
        @Inject(forwardRef(() => Right)) readonly right: unknown,
        @Inject(forwardRef(() => TokenService)) readonly tokens: TokenService,
      ) {}
    }
    @Injectable()
    class Right {
      constructor(
        @Inject(forwardRef(() => Left)) readonly left: unknown,
        readonly tokens: TokenService,
      ) {}
    }
    const client = fakeTokenClient();
    const tokens = TokenModule.forRoot({ client });
    @Module({ imports: [forwardRef(() => RightModule), tokens], providers: [Left], exports: [Left] })
    class LeftModule {}
    @Module({ imports: [forwardRef(() => LeftModule), forwardRef(() => tokens)], providers: [Right], exports: [Right] })
    class RightModule {}
    await using running = await startApp(appOf([LeftModule], []));
    const left = running.app.get(Left, { strict: false });
    const right = running.app.get(Right, { strict: false });
    expect(left.right).toBe(right);
    expect(right.left).toBe(left);
    expect(left.tokens).toBe(client);
    expect(right.tokens).toBe(client);
  });

  it('knows its registrations apart under every module id algorithm of Nest', async () => {
    const sales = fakeTokenClient();
    const support = fakeTokenClient();
    const module = appOf(
      [
        TokenModule.forRoot({ client: sales, name: 'sales' }),
        TokenModule.forRoot({ client: support, name: 'support' }),
      ],
      [],
    );
    for (const options of [{ moduleIdGeneratorAlgorithm: 'deep-hash' as const }, { snapshot: true }]) {
      const app = await NestFactory.createApplicationContext(module, { ...options, logger: false });
      expect(app.get(getTokenClientToken('sales'))).toBe(sales);
      expect(app.get(getTokenClientToken('support'))).toBe(support);
      await app.close();
    }
  });
});

describe.each(platforms)('a controller on %s', (platform) => {
  it('calls the API 100 times at once through the injected client, with one exchange', async () => {
    await using server = await createMockServer();
    const [{ appId, appSecret }] = server.apps;
    @Controller()
    class ConversationController {
      constructor(private readonly tokens: TokenService) {}
      @Get()
      async show(): Promise<unknown> {
        const response = await this.tokens.fetch(`${server.url}/v1/conversations/1`);
        return { status: response.status };
      }
    }
    @Module({
      imports: [TokenModule.forRoot({ issuer: symbl({ appId, appSecret, baseUrl: server.url }) })],
      controllers: [ConversationController],
    })
    class AppModule {}
    await using running = await startApp(AppModule, { platform });
    const calls = Array.from({ length: 100 }, async () => (await fetch(running.url)).json());
    expect(new Set((await Promise.all(calls)).map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"status":200}']),
    );
    expect(server.counters().exchanges).toBe(1);
  });
});
