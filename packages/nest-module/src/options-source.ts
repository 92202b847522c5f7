import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { moduleError } from './token-module-call.ts';
import type { TokenModuleAsyncOptions, TokenModuleOptions, TokenOptionsFactory } from './token-module-options.ts';

/** Where the options of a registration come from, and what Nest must provide for it. */
export interface OptionsSource extends Required<Pick<ModuleMetadata, 'imports' | 'providers'>> {
  readonly inject: NonNullable<FactoryProvider['inject']>;
  /** Makes the options out of what `inject` lists. */
  create(...dependencies: unknown[]): TokenModuleOptions | Promise<TokenModuleOptions>;
}

const known: readonly string[] = ['imports', 'inject', 'useFactory', 'useClass', 'useExisting', 'extraProviders'];

/** One source of options out of the three forms of `forRootAsync`. @throws TokenError `ERR_TOKEN_CONFIG` */
export function optionsSource(call: string, options: TokenModuleAsyncOptions): OptionsSource {
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown !== undefined) {
    throw moduleError(
      `${call} does not know the option "${unknown}": use one of name, isGlobal, ${known.join(', ')}; the options of the client go into what the factory returns.`,
    );
  }
  const { useFactory, useClass, useExisting, inject = [], imports = [], extraProviders: providers = [] } = options;
  const given = [useFactory, useClass, useExisting].filter((source) => source !== undefined);
  if (given.length > 1) {
    throw moduleError(`${call} got several of useFactory, useClass and useExisting: pass one of them.`);
  }
  const create = (factory: TokenOptionsFactory) => {
    if (typeof factory?.createTokenOptions === 'function') return factory.createTokenOptions();
    const name = Object(factory).constructor.name;
    // Without the call, which the registry puts in front of whatever a factory fails with.
    throw moduleError(`${name} has no createTokenOptions(): implement TokenOptionsFactory.`);
  };
  if (useFactory !== undefined) return { imports, providers, inject, create: useFactory };
  if (useExisting !== undefined) return { imports, providers, inject: [useExisting], create };
  if (useClass !== undefined) return { imports, providers: [...providers, useClass], inject: [useClass], create };
  throw moduleError(`${call} needs a factory of options: pass useFactory, useClass or useExisting.`);
}
