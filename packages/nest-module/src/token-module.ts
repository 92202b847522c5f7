import { randomUUID } from 'node:crypto';
import { Module, Scope, type DynamicModule } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getTokenClientToken } from './inject-token-client.ts';
import { readAsyncOptions, readRootOptions, type OptionsSource } from './read-module-options.ts';
import type { TokenModuleAsyncOptions, TokenModuleExtras, TokenModuleRootOptions } from './token-module-options.ts';
import { TokenRegistry, TokenRegistryModule, type TokenRegistration } from './token-registry.ts';

/**
 * Makes token clients injectable: the one without a name by its class (`TokenService`) or `@InjectTokenClient()`, others by
 * `@InjectTokenClient(name)`. Each is made once per application and closed when the application has shut down. A client that
 * you passed is not closed. Each name can be registered once: the same options object again gives the same client, another
 * object is an error.
 */
export class TokenModule {
  /**
   * Registers a new client with these options, or a client that you made: `{ client }`.
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` for missing options, both a client and options, or an unknown option
   */
  static forRoot(given: TokenModuleRootOptions): DynamicModule {
    const { options, ...extras } = readRootOptions(given);
    return tokenModule({ ...extras, given }, { imports: [], providers: [], inject: [], create: () => options });
  }

  /**
   * Registers a client with the options that a factory returns. `name` and `isGlobal` go beside the factory, since Nest
   * needs them before the factory runs.
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` unless there is exactly one of `useFactory`, `useClass` and `useExisting`, and
   * for an unknown option
   */
  static forRootAsync(given: TokenModuleAsyncOptions): DynamicModule {
    const { source, ...extras } = readAsyncOptions(given);
    return tokenModule({ ...extras, given }, source);
  }
}
Module({})(TokenModule);

function tokenModule(
  { call, name, given, isGlobal = false }: Pick<TokenRegistration, 'call' | 'name' | 'given'> & TokenModuleExtras,
  { imports, providers, inject, create }: OptionsSource,
): DynamicModule {
  const token = getTokenClientToken(name);
  // Nest may tell dynamic modules apart by a hash of their metadata, in which two options look the same.
  const id = `@tokenkeep/nest-module registration ${randomUUID()}`;
  const client = {
    // The options are made in here, not by a provider of their own: a test that overrides the client then needs no
    // configuration.
    provide: token,
    inject: [TokenRegistry, ModuleRef, ...inject],
    useFactory: (registry: TokenRegistry, nest: ModuleRef, ...dependencies: unknown[]) => {
      const perRequest = nest.introspect(id).scope === Scope.REQUEST;
      return registry.client({ call, name, given, perRequest, options: () => create(...dependencies) });
    },
  };
  return {
    module: TokenModule,
    global: isGlobal,
    imports: [TokenRegistryModule, ...imports],
    // The client under the registration's own token, too, by which its scope is found among others of its name.
    providers: [...providers, client, { provide: id, useExisting: token }],
    exports: [token],
  };
}
