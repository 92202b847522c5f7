import { TokenError } from '@tokenkeep/core';

/** The registration of a client as its user would write it, for errors that name the call to fix. */
export function tokenModuleCall(method: 'forRoot' | 'forRootAsync', name: string | undefined): string {
  return `TokenModule.${method}(${name === undefined ? '' : `{ name: ${JSON.stringify(name)} }`})`;
}

/** A mistake in the use of the module. `message` names the call and the remedy, never a value. */
export function moduleError(message: string): TokenError {
  return new TokenError(message, { code: 'ERR_TOKEN_CONFIG' });
}

/** Rejects a name that is there but cannot be one. @throws TokenError `ERR_TOKEN_CONFIG` */
export function requireName(call: string, name: unknown): void {
  if (name === undefined || (typeof name === 'string' && name.trim() !== '')) return;
  throw moduleError(`${call}: name must be a string that is not blank: correct it, or leave it out.`);
}

/** Rejects options that are none, and a `name` that cannot be one. @throws TokenError `ERR_TOKEN_CONFIG` */
export function requireOptions<Options extends { readonly name?: unknown }>(
  method: 'forRoot' | 'forRootAsync',
  options: Options,
): Options {
  if (typeof options !== 'object' || options === null) {
    const remedy = method === 'forRoot' ? 'pass { issuer } or { client }' : 'pass useFactory, useClass or useExisting';
    throw moduleError(`${tokenModuleCall(method, undefined)} needs options: ${remedy}.`);
  }
  requireName(tokenModuleCall(method, undefined), options.name);
  return options;
}
