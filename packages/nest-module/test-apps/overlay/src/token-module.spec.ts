import { forwardRef, Inject, Injectable, Module, type DynamicModule, type Type } from '@nestjs/common';
import { ContextIdFactory, NestFactory, REQUEST } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { createTokenClient, symbl, type TokenClient, type TokenIssuer } from '@tokenkeep/core';
import {
  getTokenClientToken,
  InjectTokenClient,
  TokenModule,
  TokenService,
  type TokenModuleOptions,
  type TokenOptionsFactory,
} from '@tokenkeep/nest-module';
import { fakeTokenClient } from '@tokenkeep/nest-module/testing';

// Nothing here asks for a token, so nothing listens there.
function issuer(): TokenIssuer {
  return symbl({ appId: 'id', appSecret: 'secret', baseUrl: 'http://127.0.0.1:4' });
}

function app(...imports: DynamicModule[]): Type {
  @Module({ imports })
  class RootModule {}
  return RootModule;
}

function boot(module: Type) {
  return NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
}

describe('TokenModule on this version of Nest', () => {
  it('takes its options from a class and from one that exists', async () => {
    const client = fakeTokenClient();
    @Injectable()
    class Options implements TokenOptionsFactory {
      createTokenOptions(): TokenModuleOptions {
        return { client };
      }
    }
    @Module({ providers: [Options], exports: [Options] })
    class OptionsModule {}
    for (const options of [{ useClass: Options }, { imports: [OptionsModule], useExisting: Options }]) {
      const context = await boot(app(TokenModule.forRootAsync(options)));
      expect(context.get(TokenService)).toBe(client);
      await context.close();
    }
  });

  it('shares one client between registrations by one object, and rejects another object', async () => {
    const options = { issuer: issuer() };
    const context = await boot(app(TokenModule.forRoot(options), TokenModule.forRoot(options)));
    expect(context.get(TokenService)).toBeDefined();
    await context.close();
    const other = app(TokenModule.forRoot(options), TokenModule.forRoot({ issuer: issuer() }));
    await expect(boot(other)).rejects.toThrow('TokenModule.forRoot() registers again');
  });

  it('gives the client of one request to no other', async () => {
    const useFactory = (client: TokenClient) => ({ client });
    const context = await boot(app(TokenModule.forRootAsync({ inject: [REQUEST], useFactory })));
    const resolve = (request: TokenClient) => {
      const id = ContextIdFactory.create();
      context.registerRequestByContextId(request, id);
      return context.resolve(TokenService, id, { strict: false });
    };
    const first = fakeTokenClient();
    expect(await resolve(first)).toBe(first);
    await expect(resolve(fakeTokenClient())).rejects.toThrow('got other options at this request');
    await context.close();
  });

  it('does not leak a named client into an un-named injection', async () => {
    @Injectable()
    class Unnamed {
      constructor(@InjectTokenClient() readonly tokens: TokenClient) {}
    }
    @Module({ imports: [TokenModule.forRoot({ name: 'sales', issuer: issuer() })], providers: [Unnamed] })
    class RootModule {}
    await expect(boot(RootModule)).rejects.toThrow('TokenService');
  });

  it('names the call that is missing for an unknown name', async () => {
    @Injectable()
    class Unknown {
      constructor(@InjectTokenClient('nobody') readonly tokens: TokenClient) {}
    }
    @Module({ imports: [TokenModule.forRoot({ issuer: issuer() })], providers: [Unknown] })
    class RootModule {}
    await expect(boot(RootModule)).rejects.toThrow('TokenModule.forRoot({ name: "nobody" })');
  });

  it('works beside forwardRef, of services and of modules', async () => {
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
    @Module({
      imports: [forwardRef(() => TokenModule.forRoot({ issuer: issuer() }))],
      providers: [Left, Right],
    })
    class RootModule {}
    const context = await boot(RootModule);
    const left = context.get(Left);
    expect(left.right).toBe(context.get(Right));
    expect(left.tokens).toBe(context.get(Right).tokens);
    await context.close();
    await expect(left.tokens.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
  });

  it('closes what it made, and not what it was given', async () => {
    const given = createTokenClient({ issuer: issuer() });
    let closed = 0;
    const context = await boot(
      app(
        TokenModule.forRoot({ issuer: issuer(), onEvent: ({ type }) => (closed += type === 'closed' ? 1 : 0) }),
        TokenModule.forRoot({ name: 'given', client: given }),
      ),
    );
    await context.close();
    expect(closed).toBe(1);
    await expect(given.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_NETWORK' });
  });

  it('only warns when the issuer cannot be reached while it warms up', async () => {
    const context = await boot(app(TokenModule.forRoot({ issuer: issuer(), warmUp: true, timeoutMs: 500 })));
    expect(context.get<TokenClient>(TokenService).status().state).toBe('none');
    await context.close();
  });

  it('is overridden for both ways of injection', async () => {
    const fake = fakeTokenClient();
    const module = await Test.createTestingModule({ imports: [TokenModule.forRoot({ issuer: issuer() })] })
      .overrideProvider(TokenService)
      .useValue(fake)
      .compile();
    expect(module.get(getTokenClientToken())).toBe(fake);
  });
});
