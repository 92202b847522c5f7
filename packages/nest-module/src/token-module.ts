import { randomUUID } from 'node:crypto';
import { Module, Scope, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { checkModuleOptions } from './check-module-options.ts';
import { getTokenClientToken } from './inject-token-client.ts';
import { optionsSource } from './options-source.ts';
import { TokenRegistry } from './registry/token-registry.ts';
import { TokenRegistryModule } from './registry/token-registry-module.ts';
import { requireOptions, tokenModuleCall } from './token-module-call.ts';
import type { TokenModuleAsyncOptions, TokenModuleExtras, TokenModuleRootOptions } from './token-module-options.ts';

/**
 * Makes token clients injectable: the un-named one by class (`TokenService`) or by `@InjectTokenClient()`, the others
 * by `@InjectTokenClient(name)`. Each is made once per application, however often it is registered with the same
 * options, and closed when the application has shut down. A client that was handed in is not closed.
 */
export class TokenModule {
  /**
   * Registers a client of these options, or one that exists: `{ client }`.
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` for missing options, or options for two clients at once
   */
  static forRoot(options: TokenModuleRootOptions): DynamicModule {
    const { name, isGlobal, ...given } = requireOptions('forRoot', options);
    const call = tokenModuleCall('forRoot', name);
    checkModuleOptions(call, given);
    return tokenModule(
      { id: registrationId(), isGlobal },
      {
        provide: getTokenClientToken(name),
        inject: [TokenRegistry],
        useFactory: (registry: TokenRegistry) => registry.client({ call, name, given, options: () => given }),
      },
    );
  }

  /**
   * Registers a client of the options that a factory returns. `name` and `isGlobal` stand beside the factory, since
   * Nest needs them before it runs.
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` unless there is exactly one of `useFactory`, `useClass` and `useExisting`, and for an
   * option that is not known
   */
  static forRootAsync(options: TokenModuleAsyncOptions): DynamicModule {
    const { name, isGlobal, ...given } = requireOptions('forRootAsync', options);
    const call = tokenModuleCall('forRootAsync', name);
    const { imports, providers, inject, create } = optionsSource(call, given);
    const id = registrationId();
    return tokenModule(
      { id, isGlobal },
      {
        // The options are made in here, not by a provider of their own: a test that overrides the client then needs
        // no configuration.
        provide: getTokenClientToken(name),
        inject: [TokenRegistry, ModuleRef, ...inject],
        useFactory: (registry: TokenRegistry, nest: ModuleRef, ...dependencies: unknown[]) =>
          registry.client({
            call,
            name,
            given,
            perRequest: nest.introspect(id).scope === Scope.REQUEST,
            options: () => create(...dependencies),
          }),
      },
      { imports, providers },
    );
  }
}
Module({})(TokenModule);

/** Nest may tell dynamic modules apart by a hash of their metadata, in which two options look the same. */
function registrationId(): string {
  return `@tokenkeep/nest-module registration ${randomUUID()}`;
}

function tokenModule(
  { id, isGlobal = false }: Pick<TokenModuleExtras, 'isGlobal'> & { readonly id: string },
  client: FactoryProvider,
  { imports = [], providers = [] }: ModuleMetadata = {},
): DynamicModule {
  return {
    module: TokenModule,
    global: isGlobal,
    imports: [TokenRegistryModule, ...imports],
    // The client under the registration's own token, too, by which its scope is found among others of its name.
    providers: [...providers, client, { provide: id, useExisting: client.provide }],
    exports: [client.provide],
  };
}
