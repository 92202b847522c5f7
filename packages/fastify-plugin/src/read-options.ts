import type { TokenClient, TokenClientOptions } from '@tokenkeep/core';
import type { RegisterOptions } from 'fastify';
import { errorCodes } from './error-codes.ts';
import type { ExistingTokenClient, NewTokenClient, TokenPluginOptions } from './options.ts';

/** The options, each with the part that reads it. */
export interface PluginSettings {
  readonly namespace: string | undefined;
  readonly warmUp: boolean;
  readonly source: TokenClientOptions | { readonly client: TokenClient; readonly closeClient: boolean };
}

const members: ReadonlySet<string> = new Set(['getToken', 'fetch', 'invalidate', 'status']);

/** Checks what is the plugin's own; core checks the rest. @throws FST_TOKENS_INVALID_OPTION */
export function readOptions(options: RegisterOptions & TokenPluginOptions): PluginSettings {
  // A function in their place may return nothing.
  if (typeof options !== 'object' || options === null) {
    throw invalid('there are no options: return { issuer } or { client } from the function.');
  }
  // What Fastify itself takes beside a plugin's options is no mistake.
  const { prefix: _prefix, logLevel: _logLevel, logSerializers: _logSerializers, ...own } = options;
  const { namespace, warmUp = false, ...source } = own;
  if (namespace !== undefined) checkNamespace(namespace);
  checkBoolean('warmUp', warmUp);
  return { namespace, warmUp, source: source.client === undefined ? newClient(source) : existingClient(source) };
}

function newClient(source: NewTokenClient): TokenClientOptions {
  const { client, closeClient, ...options } = source;
  // Whoever passes nothing but a client that is undefined means a client.
  if ('client' in source && options.issuer === undefined) checkClient(client);
  if (closeClient !== undefined) throw invalid('closeClient has no effect without client: leave it out.');
  return options;
}

function existingClient(source: ExistingTokenClient): { readonly client: TokenClient; readonly closeClient: boolean } {
  const { client, closeClient = false, ...others } = source;
  checkClient(client);
  checkBoolean('closeClient', closeClient);
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other !== undefined) throw invalid(`${other} has no effect beside client: set it where the client is made.`);
  return { client, closeClient };
}

function checkNamespace(namespace: unknown): void {
  if (typeof namespace !== 'string' || namespace.trim() === '') {
    throw invalid('namespace must be a name, such as "sales": correct it, or leave it out.');
  }
  if (members.has(namespace) || namespace in Object.prototype) {
    throw invalid(`namespace cannot be "${namespace}", which app.tokenClient has already: choose another.`);
  }
}

function checkBoolean(option: string, value: unknown): void {
  if (typeof value !== 'boolean') throw invalid(`${option} must be true or false: correct it, or leave it out.`);
}

function checkClient(client: unknown): void {
  if ([...members, 'close'].every((member) => typeof Reflect.get(Object(client), member) === 'function')) return;
  throw invalid('client must be a token client: pass what createTokenClient() returned, or the options to make one.');
}

function invalid(message: string): Error {
  return errorCodes.FST_TOKENS_INVALID_OPTION(message);
}
