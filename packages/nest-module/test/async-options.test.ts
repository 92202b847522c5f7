import { Inject, Injectable, Module, type Type } from '@nestjs/common';
import type { TokenClient } from '@tokenkeep/core';
import { describe, expect, it } from 'vitest';
import {
  getTokenClientToken,
  TokenModule,
  TokenService,
  type TokenModuleAsyncOptions,
  type TokenModuleOptions,
  type TokenOptionsFactory,
} from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
import { startApp, startError } from './start-app.ts';

@Injectable()
class Settings {
  readonly client = fakeTokenClient();
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Injectable()
class OptionsFromSettings implements TokenOptionsFactory {
  constructor(@Inject(Settings) private readonly settings: Settings) {}
  async createTokenOptions(): Promise<TokenModuleOptions> {
    return { client: this.settings.client };
  }
}

@Module({ imports: [SettingsModule], providers: [OptionsFromSettings], exports: [OptionsFromSettings, SettingsModule] })
class OptionsModule {}

function appOf(options: TokenModuleAsyncOptions, ...imports: Type[]): Type {
  @Module({ imports: [...imports, TokenModule.forRootAsync(options)] })
  class AppModule {}
  return AppModule;
}

describe('forRootAsync', () => {
  it.each<[string, TokenModuleAsyncOptions]>([
    [
      'useFactory with imports and inject',
      {
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: (settings: Settings) => ({ client: settings.client }),
      },
    ],
    [
      'a useFactory that returns a promise',
      {
        imports: [SettingsModule],
        inject: [Settings, { token: 'ABSENT', optional: true }],
        useFactory: async (settings: Settings, absent?: unknown) =>
          absent === undefined ? { client: settings.client } : { client: fakeTokenClient() },
      },
    ],
    ['useClass', { imports: [SettingsModule], useClass: OptionsFromSettings }],
    ['useExisting', { imports: [OptionsModule], useExisting: OptionsFromSettings }],
    [
      'extraProviders',
      {
        extraProviders: [Settings],
        inject: [Settings],
        useFactory: (settings: Settings) => ({ client: settings.client }),
      },
    ],
    ['extraProviders with useClass', { extraProviders: [Settings], useClass: OptionsFromSettings }],
    [
      'extraProviders with useExisting',
      { extraProviders: [Settings, OptionsFromSettings], useExisting: OptionsFromSettings },
    ],
    [
      'one source, the others undefined',
      {
        name: undefined,
        isGlobal: undefined,
        imports: undefined,
        inject: undefined,
        useFactory: undefined,
        useClass: OptionsFromSettings,
        useExisting: undefined,
        extraProviders: [Settings],
      },
    ],
  ])('takes its options from %s', async (_, options) => {
    await using running = await startApp(appOf(options));
    const { client } = running.app.get(Settings, { strict: false });
    expect(running.app.get(TokenService)).toBe(client);
    expect(running.app.get(getTokenClientToken())).toBe(client);
  });

  it('takes name and isGlobal beside the factory', async () => {
    const client = fakeTokenClient();
    @Injectable()
    class Conversations {
      constructor(@Inject(getTokenClientToken('sales')) readonly tokens: TokenClient) {}
    }
    @Module({ providers: [Conversations] })
    class Feature {}
    const options = { name: 'sales', isGlobal: true, useFactory: () => ({ client }) };
    await using running = await startApp(appOf(options, Feature));
    expect(running.app.get(Conversations, { strict: false }).tokens).toBe(client);
  });

  it('rejects name and isGlobal in what the factory returns', async () => {
    const useFactory = () => ({ client: fakeTokenClient(), name: 'sales' });
    const { message } = await startError(() => appOf({ useFactory }));
    expect(message).toBe(
      'TokenModule.forRootAsync(): name stands beside the factory, not in what it returns: move it there.',
    );
  });
});
