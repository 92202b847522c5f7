import type { TokenClient, TokenClientOptions } from '@tokenkeep/core';
import type { RegisterOptions } from 'fastify';
import { errorCodes } from './error-codes.ts';
import type { ExistingTokenClient, NewTokenClient, TokenPluginOptions } from './options.ts';
import { pluginName, registrationName } from './registration-name.ts';

interface SharedClient {
  readonly client: TokenClient;
  readonly closeClient: boolean;
}

/** The options, each with the part that reads it. */
export interface PluginSettings {
  readonly namespace: string | undefined;
  readonly warmUp: boolean;
  readonly source: TokenClientOptions | SharedClient;
}

const members: ReadonlySet<string> = new Set(['getToken', 'fetch', 'invalidate', 'status']);

/** Checks what is the plugin's own; core checks the rest. @throws FST_TOKENS_INVALID_OPTION */
export function readOptions(options: RegisterOptions & TokenPluginOptions): PluginSettings {
  // A function in their place may return nothing.
  if (typeof options !== 'object' || options === null) {
    throw invalid(pluginName, 'there are no options: return { issuer } or { client } from the function.');
  }
  // What Fastify itself takes beside a plugin's options is no mistake.
  const { prefix: _prefix, logLevel: _logLevel, logSerializers: _logSerializers, ...own } = options;
  const { namespace, warmUp = false, ...source } = own;
  if (namespace !== undefined) checkNamespace(namespace);
  const name = registrationName(namespace);
  checkBoolean(name, 'warmUp', warmUp);
  const checked = source.client === undefined ? newClient(name, source) : existingClient(name, source);
  return { namespace, warmUp, source: checked };
}

function newClient(name: string, source: NewTokenClient): TokenClientOptions {
  const { client, closeClient, ...options } = source;
  // Whoever passes nothing but a client that is undefined means a client.
  if ('client' in source && options.issuer === undefined) checkClient(name, client);
  if (closeClient !== undefined) throw invalid(name, 'closeClient has no effect without client: leave it out.');
  return options;
}

function existingClient(name: string, source: ExistingTokenClient): SharedClient {
  const { client, closeClient = false, ...others } = source;
  checkClient(name, client);
  checkBoolean(name, 'closeClient', closeClient);
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other !== undefined) {
    throw invalid(name, `${other} has no effect beside client: set it where the client is made.`);
  }
  return { client, closeClient };
}

function checkNamespace(namespace: unknown): void {
  if (typeof namespace !== 'string' || namespace.trim() === '') {
    throw invalid(pluginName, 'namespace must be a name, such as "sales": correct it, or leave it out.');
  }
  if (members.has(namespace) || namespace in Object.prototype) {
    throw invalid(pluginName, `namespace cannot be "${namespace}", which app.tokenClient has already: choose another.`);
  }
}

function checkBoolean(name: string, option: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw invalid(name, `${option} must be true or false: correct it, or leave it out.`);
}

function checkClient(name: string, client: unknown): void {
  if ([...members, 'close'].every((member) => typeof Reflect.get(Object(client), member) === 'function')) return;
  throw invalid(
    name,
    'client must be a token client: pass what createTokenClient() returned, or the options to make one.',
  );
}

function invalid(name: string, message: string): Error {
  return errorCodes.FST_TOKENS_INVALID_OPTION(`${name}: ${message}`);
}
