import { Injectable, Module, type DynamicModule } from '@nestjs/common';
import {
  createTokenClient,
  symbl,
  tokenClientOptionNames,
  TokenError,
  type TokenClient,
  type TokenClientOptions,
} from '@tokenkeep/core';
import { describe, expect, it } from 'vitest';
import { getTokenClientToken, InjectTokenClient, TokenModule } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
import { startError } from './start-app.ts';

const issuer = symbl({ appId: 'an-id', appSecret: 'secret-canary' });
const client = fakeTokenClient();

const noOptions = 'TokenModule.forRoot() needs options: pass { issuer } or { client }.';
const noClient = 'TokenModule.forRoot(): client must be a token client: pass what createTokenClient() returns.';
const clientOptions = [...tokenClientOptionNames.filter((name) => name !== 'name'), 'client', 'warmUp'].join(', ');

/** Lets a test hand in what TypeScript would reject, as JavaScript and configuration files do. */
function unchecked<Value>(value: unknown): Value {
  return value as Value;
}

async function bootError(module: () => DynamicModule): Promise<Error> {
  return startError(() => {
    @Module({ imports: [module()] })
    class AppModule {}
    return AppModule;
  });
}

function coreMessage(options: TokenClientOptions): string {
  return messageOf(() => createTokenClient(options));
}

/** What core says to this. */
function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('Core takes these options.');
}

describe('one clear error at boot', () => {
  it.each<[string, () => DynamicModule, string]>([
    [
      'no options',
      () => TokenModule.forRoot(unchecked(undefined)),
      'TokenModule.forRoot() needs an object of options: pass one.',
    ],
    ['empty options', () => TokenModule.forRoot(unchecked({ isGlobal: true })), noOptions],
    [
      'only a name',
      () => TokenModule.forRoot(unchecked({ name: 'sales' })),
      'TokenModule.forRoot({ name: "sales" }) needs options: pass { issuer } or { client }.',
    ],
    ['a client that is undefined', () => TokenModule.forRoot(unchecked({ client: undefined })), noOptions],
    [
      'no issuer',
      () => TokenModule.forRoot(unchecked({ timeoutMs: 500 })),
      `TokenModule.forRoot(): ${coreMessage(unchecked({ timeoutMs: 500 }))}`,
    ],
    [
      'an option that core does not take',
      () => TokenModule.forRoot({ name: 'sales', issuer, timeoutMs: -1 }),
      `TokenModule.forRoot({ name: "sales" }): ${coreMessage({ issuer, timeoutMs: -1 })}`,
    ],
    [
      'a client and options for another',
      // @ts-expect-error -- a client or an issuer
      () => TokenModule.forRoot({ client, issuer }),
      'TokenModule.forRoot() got a client and options for another (issuer): give one of them.',
    ],
    ['a client that is none', () => TokenModule.forRoot(unchecked({ client: {} })), noClient],
    [
      'a source of tokens without fetch',
      () => TokenModule.forRoot(unchecked({ client: { getToken: client.getToken } })),
      noClient,
    ],
    [
      'a blank name',
      () => TokenModule.forRoot({ name: ' ', client }),
      'TokenModule.forRoot(): name must be a string that is not blank: correct it, or leave it out.',
    ],
    [
      'a name that is no string',
      () => TokenModule.forRootAsync(unchecked({ name: 7, useFactory: () => ({ client }) })),
      'TokenModule.forRootAsync(): name must be a string that is not blank: correct it, or leave it out.',
    ],
    [
      'warmUp that is no boolean',
      () => TokenModule.forRoot(unchecked({ client, warmUp: 'yes' })),
      'TokenModule.forRoot(): warmUp must be true or false: correct it.',
    ],
    [
      'no factory',
      () => TokenModule.forRootAsync({ name: 'sales' }),
      'TokenModule.forRootAsync({ name: "sales" }) needs a factory of options: pass useFactory, useClass or useExisting.',
    ],
    [
      'no async options',
      () => TokenModule.forRootAsync(unchecked(undefined)),
      'TokenModule.forRootAsync() needs an object of options: pass one.',
    ],
    [
      'two factories',
      () => TokenModule.forRootAsync({ useFactory: () => ({ client }), useExisting: 'OPTIONS' }),
      'TokenModule.forRootAsync() got several of useFactory, useClass and useExisting: pass one of them.',
    ],
    ...['warmUp', 'timeoutMs', 'issuer', 'client'].map((option): [string, () => DynamicModule, string] => [
      `${option} beside the factory`,
      () => TokenModule.forRootAsync(unchecked({ name: 'sales', [option]: true, useFactory: () => ({ client }) })),
      `TokenModule.forRootAsync({ name: "sales" }): ${option} goes into what the factory returns: move it there.`,
    ]),
    [
      'a misspelt option',
      () => TokenModule.forRoot(unchecked({ name: 'sales', issuer, warmup: true })),
      `TokenModule.forRoot({ name: "sales" }) does not know the option "warmup": did you mean warmUp? use one of ${clientOptions}, name, isGlobal.`,
    ],
    [
      'a misspelt option beside the factory',
      () => TokenModule.forRootAsync(unchecked({ usefactory: () => ({ client }) })),
      'TokenModule.forRootAsync() does not know the option "usefactory": did you mean useFactory? use one of name, isGlobal, useFactory, useClass, useExisting, inject, imports, extraProviders.',
    ],
    [
      'a misspelt option in what the factory returns',
      () => TokenModule.forRootAsync({ useFactory: () => unchecked({ issuer, timeout: 500 }) }),
      `TokenModule.forRootAsync() does not know the option "timeout": did you mean timeoutMs? use one of ${clientOptions}.`,
    ],
    [
      'a factory that returns nothing',
      () => TokenModule.forRootAsync({ useFactory: () => unchecked(undefined) }),
      'TokenModule.forRootAsync(): the factory returned no options: return { issuer } or { client }.',
    ],
    [
      'a factory that returns empty options',
      () => TokenModule.forRootAsync({ useFactory: () => unchecked({}) }),
      'TokenModule.forRootAsync() needs options: pass { issuer } or { client }.',
    ],
    [
      'a factory of a class without createTokenOptions',
      () => TokenModule.forRootAsync({ useClass: unchecked(class NoOptions {}) }),
      'TokenModule.forRootAsync(): NoOptions has no createTokenOptions(): implement TokenOptionsFactory.',
    ],
    [
      'a factory whose issuer lacks a secret',
      () => TokenModule.forRootAsync({ name: 'sales', useFactory: () => ({ issuer: symbl({ appId: 'an-id' }) }) }),
      `TokenModule.forRootAsync({ name: "sales" }): ${messageOf(() => symbl({ appId: 'an-id' }))}`,
    ],
  ])('%s', async (_, module, message) => {
    const error = await bootError(module);
    expect(error.message).toBe(message);
    expect(TokenError.isInstance(error) && error.code).toBe('ERR_TOKEN_CONFIG');
  });

  it('keeps what is known of an error that a factory fails with', async () => {
    const facts = { code: 'ERR_TOKEN_SERVER', status: 503, retryAfterMs: 3000, origin: 'https://vault.example.com' };
    const error = await bootError(() =>
      TokenModule.forRootAsync({
        useFactory: () => Promise.reject(new TokenError('No vault.', { ...facts, code: 'ERR_TOKEN_SERVER' })),
      }),
    );
    expect(error).toMatchObject({ message: 'TokenModule.forRootAsync(): No vault.', ...facts });
  });

  it('names the registration that is missing, for a name that nobody registered', async () => {
    @Injectable()
    class Conversations {
      constructor(@InjectTokenClient('nobody') readonly tokens: TokenClient) {}
    }
    @Module({ imports: [TokenModule.forRoot({ client })], providers: [Conversations] })
    class AppModule {}
    const { message } = await startError(() => AppModule);
    expect(message).toContain('@tokenkeep/nest-module TokenModule.forRoot({ name: "nobody" })');
  });

  it('does not read options off a polluted prototype', async () => {
    Reflect.defineProperty(Object.prototype, 'isGlobal', { value: 'polluted', configurable: true });
    Reflect.defineProperty(Object.prototype, 'name', { value: 7, configurable: true });
    try {
      expect(TokenModule.forRoot({ client })).toMatchObject({ global: false, exports: [getTokenClientToken()] });
    } finally {
      Reflect.deleteProperty(Object.prototype, 'isGlobal');
      Reflect.deleteProperty(Object.prototype, 'name');
    }
  });

  it('a blank name is rejected where it is injected', () => {
    expect(() => InjectTokenClient('')).toThrow('getTokenClientToken(): name must be a string that is not blank');
    expect(() => getTokenClientToken('')).toThrow('getTokenClientToken(): name must be a string that is not blank');
  });
});
