import { Controller, Get, Inject, Injectable, Module, Scope, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, REQUEST } from '@nestjs/core';
import { symbl } from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  TokenExceptionFilter,
  TokenModule,
  TokenService,
  type TokenModuleAsyncOptions,
  type TokenOptionsFactory,
} from '../src/index.ts';
import { RecordingLogger } from './recording-logger.ts';
import { startApp } from './start-app.ts';

interface TenantRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const tenants = [
  { appId: 'tenant-a', appSecret: 'secret-canary-a' },
  { appId: 'tenant-b', appSecret: 'secret-canary-b' },
];

let server: MockServer;
beforeAll(async () => {
  server = await createMockServer({ apps: tenants });
});
beforeEach(() => server.reset());
afterAll(() => server.close());

function optionsFor({ headers }: TenantRequest) {
  const tenant = tenants.find(({ appId }) => appId === headers['x-tenant']);
  return { issuer: symbl({ appId: 'unknown', appSecret: 'unknown', ...tenant, baseUrl: server.url }) };
}

@Injectable({ scope: Scope.REQUEST })
class OptionsOfRequest implements TokenOptionsFactory {
  constructor(@Inject(REQUEST) private readonly request: TenantRequest) {}
  createTokenOptions() {
    return optionsFor(this.request);
  }
}

/** Shows the token of a module that imports this registration, at `/{path}`. */
function feature(path: string, registration: DynamicModule): Type {
  @Controller(path)
  class TokenController {
    constructor(private readonly tokens: TokenService) {}
    @Get()
    async show(): Promise<string> {
      return (await this.tokens.getToken()).accessToken;
    }
  }
  @Module({ imports: [registration], controllers: [TokenController] })
  class FeatureModule {}
  return FeatureModule;
}

async function start(options: TokenModuleAsyncOptions) {
  const features = ['one', 'other'].map((path) => feature(path, TokenModule.forRootAsync(options)));
  @Module({ imports: features, providers: [{ provide: APP_FILTER, useClass: TokenExceptionFilter }] })
  class AppModule {}
  const logger = new RecordingLogger('TokenModule');
  const running = await startApp(AppModule, { logger });
  const get = async (path: string, appId: string) => {
    const response = await fetch(`${running.url}/${path}`, { headers: { 'x-tenant': appId } });
    return { status: response.status, body: await response.text() };
  };
  return { get, lines: logger.lines, [Symbol.asyncDispose]: () => running.app.close() };
}

const refusal =
  'TokenModule.forRootAsync() got other options at this request: options cannot depend on a request, so register one client per tenant by name, or make them with createTokenClient().';

describe('options that depend on the request', () => {
  it.each<[string, TokenModuleAsyncOptions]>([
    ['useFactory with REQUEST', { inject: [REQUEST], useFactory: optionsFor }],
    ['a request-scoped useClass', { useClass: OptionsOfRequest }],
  ])("never give a tenant another's token, by %s", async (_, options) => {
    await using app = await start(options);
    expect((await app.get('one', 'tenant-a')).status).toBe(200);

    for (const [path, tenant] of [
      ['one', 'tenant-b'],
      ['other', 'tenant-b'],
      ['one', 'tenant-a'],
      ['other', 'tenant-a'],
    ] as const) {
      expect(await app.get(path, tenant)).toEqual({
        status: 500,
        body: '{"statusCode":500,"message":"Internal Server Error"}',
      });
    }
    expect(server.exchanges().map(({ appId }) => appId)).toEqual(['tenant-a']);
    expect(app.lines.filter((line) => line.startsWith('error'))).toEqual(
      Array.from({ length: 4 }, () => `error ${refusal} (ERR_TOKEN_CONFIG) TokenModule`),
    );
  });

  it('are one client while the factory returns one object, for requests at once', async () => {
    const shared = optionsFor({ headers: { 'x-tenant': 'tenant-a' } });
    await using app = await start({ inject: [REQUEST], useFactory: () => shared });
    const answers = await Promise.all(['one', 'other', 'one', 'other'].map((path) => app.get(path, 'tenant-a')));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(server.counters().exchanges).toBe(1);
  });
});
