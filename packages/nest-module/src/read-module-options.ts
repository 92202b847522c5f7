import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { configError, readOptions, tokenClientOptionNames } from '@tokenkeep/core';
import type {
  TokenModuleAsyncOptions,
  TokenModuleExtras,
  TokenModuleOptions,
  TokenModuleRootOptions,
  TokenOptionsFactory,
} from './token-module-options.ts';

const extraNames = ['name', 'isGlobal'] as const satisfies readonly (keyof TokenModuleExtras)[];
const ownNames = [...tokenClientOptionNames.filter((name) => name !== 'name'), 'client', 'warmUp'] as const;
const sourceNames = ['useFactory', 'useClass', 'useExisting', 'inject', 'imports', 'extraProviders'] as const;

/** What both calls have in common, once it is read. */
interface ReadExtras extends TokenModuleExtras {
  /** The call as its user would write it, for errors. */
  readonly call: string;
}

/** Where the options of a client come from, and what Nest must provide for it. */
export interface OptionsSource extends Required<Pick<ModuleMetadata, 'imports' | 'providers'>> {
  readonly inject: NonNullable<FactoryProvider['inject']>;
  /** Makes the options out of what `inject` lists. */
  create(...dependencies: unknown[]): TokenModuleOptions | Promise<TokenModuleOptions>;
}

/** The registration of a client as its user would write it, for errors that name the call to fix. */
export function tokenModuleCall(method: 'forRoot' | 'forRootAsync', name: string | undefined): string {
  return `TokenModule.${method}(${name === undefined ? '' : `{ name: ${JSON.stringify(name)} }`})`;
}

/** Rejects a name that is there but cannot be one. @throws TokenError `ERR_TOKEN_CONFIG` */
export function requireName(call: string, name: unknown): void {
  if (name === undefined || (typeof name === 'string' && name.trim() !== '')) return;
  throw configError(`${call}: name must be a string that is not blank: correct it, or leave it out.`);
}

/** Reads what `forRoot` was given. @throws TokenError `ERR_TOKEN_CONFIG` */
export function readRootOptions(given: TokenModuleRootOptions): ReadExtras & { readonly options: TokenModuleOptions } {
  const call = namedCall('forRoot', given);
  const { name, isGlobal, ...options } = readOptions(call, given, [...ownNames, ...extraNames]);
  checkModuleOptions(call, options);
  return { call, name, isGlobal, options };
}

/** Reads what a factory returned. @throws TokenError `ERR_TOKEN_CONFIG` */
export function readFactoryOptions(call: string, returned: TokenModuleOptions): TokenModuleOptions {
  if (typeof returned !== 'object' || returned === null) {
    throw configError(`${call}: the factory returned no options: return { issuer } or { client }.`);
  }
  for (const extra of extraNames) {
    if (!Object.hasOwn(returned, extra)) continue;
    throw configError(`${call}: ${extra} stands beside the factory, not in what it returns: move it there.`);
  }
  const options = readOptions(call, returned, ownNames);
  checkModuleOptions(call, options);
  return options;
}

/** Reads what `forRootAsync` was given: one source out of its three forms. @throws TokenError `ERR_TOKEN_CONFIG` */
export function readAsyncOptions(given: TokenModuleAsyncOptions): ReadExtras & { readonly source: OptionsSource } {
  const call = namedCall('forRootAsync', given);
  const misplaced = ownNames.find((option) => Object.hasOwn(Object(given), option));
  if (misplaced !== undefined) {
    throw configError(`${call}: ${misplaced} goes into what the factory returns: move it there.`);
  }
  const { name, isGlobal, ...sources } = readOptions(call, given, [...extraNames, ...sourceNames]);
  return { call, name, isGlobal, source: optionsSource(call, sources) };
}

/** The call, with the name that the registration has. @throws TokenError `ERR_TOKEN_CONFIG` for one that is none */
function namedCall(method: 'forRoot' | 'forRootAsync', given: TokenModuleExtras): string {
  const name = Object.hasOwn(Object(given), 'name') ? given.name : undefined;
  requireName(tokenModuleCall(method, undefined), name);
  return tokenModuleCall(method, name);
}

function optionsSource(call: string, options: TokenModuleAsyncOptions): OptionsSource {
  const { useFactory, useClass, useExisting, inject = [], imports = [], extraProviders: providers = [] } = options;
  const given = [useFactory, useClass, useExisting].filter((source) => source !== undefined);
  if (given.length > 1) {
    throw configError(`${call} got several of useFactory, useClass and useExisting: pass one of them.`);
  }
  const create = (factory: TokenOptionsFactory) => {
    if (typeof factory?.createTokenOptions === 'function') return factory.createTokenOptions();
    const name = Object(factory).constructor.name;
    // Without the call, which the registry puts in front of whatever a factory fails with.
    throw configError(`${name} has no createTokenOptions(): implement TokenOptionsFactory.`);
  };
  if (useFactory !== undefined) return { imports, providers, inject, create: useFactory };
  if (useExisting !== undefined) return { imports, providers, inject: [useExisting], create };
  if (useClass !== undefined) return { imports, providers: [...providers, useClass], inject: [useClass], create };
  throw configError(`${call} needs a factory of options: pass useFactory, useClass or useExisting.`);
}

/** Rejects what can be neither the options of a client nor a client; core checks the options of a client. */
function checkModuleOptions(call: string, { warmUp, client, ...rest }: TokenModuleOptions): void {
  if (warmUp !== undefined && typeof warmUp !== 'boolean') {
    throw configError(`${call}: warmUp must be true or false: correct it.`);
  }
  const [other] = Object.entries(rest).find(([, value]) => value !== undefined) ?? [];
  if (client === undefined) {
    if (other === undefined) throw configError(`${call} needs options: pass { issuer } or { client }.`);
    return;
  }
  if (other !== undefined) {
    throw configError(`${call} got a client and options for another (${other}): give one of them.`);
  }
  if (typeof client.getToken !== 'function' || typeof client.fetch !== 'function') {
    throw configError(`${call}: client must be a token client: pass what createTokenClient() returns.`);
  }
}
