import { nearestOption, tokenClientOptionNames, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';
import { errorCodes } from './error-codes.ts';

/** The plugin's name: in its errors, and for `dependencies` of other plugins. */
export const pluginName = '@tokenkeep/fastify-plugin';

/** Options of the plugin beside those of the client. */
export interface TokenScopeOptions {
  /** Puts the client at `app.tokenClient.<namespace>`. Default: at `app.tokenClient` itself. */
  readonly namespace?: string | undefined;
  /**
   * Gets the first token before the app is ready, within nine tenths of Fastify's `pluginTimeout`. The boot fails if only a
   * person can fix the problem, such as missing or refused credentials. If the issuer cannot be reached, there is a warning
   * and the boot goes on. Default: false.
   */
  readonly warmUp?: boolean | undefined;
}

/** The plugin makes a client from these options and closes it with the app. */
export interface NewTokenClient extends TokenClientOptions {
  readonly client?: undefined;
  readonly closeClient?: undefined;
}

/** A client that you made. Its events go to the `onEvent` that you made it with, not to the app's log. */
export interface ExistingTokenClient extends Readonly<Partial<Record<keyof TokenClientOptions, undefined>>> {
  /** What `createTokenClient` returned. */
  readonly client: TokenClient;
  /** Whether closing the app closes `client`. Default: false. */
  readonly closeClient?: boolean | undefined;
}

/** Options of the plugin: those of core's `createTokenClient`, or `{ client }`; never both. */
export type TokenPluginOptions = TokenScopeOptions & (NewTokenClient | ExistingTokenClient);

interface SharedClient {
  readonly client: TokenClient;
  readonly closeClient: boolean;
}

/** The options, each with the part that reads it. */
export interface PluginSettings {
  /** How an error says which of an app's registrations it is about. */
  readonly title: string;
  readonly namespace: string | undefined;
  readonly warmUp: boolean;
  readonly source: TokenClientOptions | SharedClient;
}

const members: ReadonlySet<string> = new Set(['getToken', 'fetch', 'invalidate', 'status', 'apiOrigins', 'apiBaseUrl']);
const methods: readonly string[] = ['getToken', 'fetch', 'invalidate', 'status', 'close'];
const known = [...tokenClientOptionNames, 'client', 'closeClient', 'namespace', 'warmUp'] as const;

/** Reads what is the plugin's own; core checks the rest. @throws FST_TOKENS_INVALID_OPTION */
export function readPluginOptions(given: TokenPluginOptions): PluginSettings {
  // A function in their place may return nothing.
  if (typeof given !== 'object' || given === null) {
    throw invalid(pluginName, 'there are no options: return { issuer } or { client } from the function.');
  }
  const { namespace, warmUp = false, ...source } = ownOptions(given);
  if (namespace !== undefined) checkNamespace(namespace);
  const title = namespace === undefined ? pluginName : `app.tokenClient.${namespace}`;
  checkBoolean(title, 'warmUp', warmUp);
  const checked = source.client === undefined ? newClient(title, source) : existingClient(title, source);
  return { title, namespace, warmUp, source: checked };
}

/**
 * A copy of the options that are ours, of own properties only. What others own is left alone: fastify-cli and
 * @fastify/autoload hand theirs to every plugin.
 */
function ownOptions(given: TokenPluginOptions): TokenPluginOptions {
  const names: readonly string[] = known;
  const options: TokenPluginOptions = Object.assign(Object.create(null), given);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    const nearest = nearestOption(name, names);
    if (nearest !== undefined) {
      const all = names.join(', ');
      throw invalid(pluginName, `there is no option "${name}": did you mean ${nearest}? The options are ${all}.`);
    }
    Reflect.deleteProperty(options, name);
  }
  return options;
}

function newClient(title: string, source: NewTokenClient): TokenClientOptions {
  const { client, closeClient, ...options } = source;
  // Whoever passes nothing but a client that is undefined means a client.
  if ('client' in source && options.issuer === undefined) checkClient(title, client);
  if (closeClient !== undefined) throw invalid(title, 'closeClient has no effect without client: leave it out.');
  return options;
}

function existingClient(title: string, source: ExistingTokenClient): SharedClient {
  const { client, closeClient = false, ...others } = source;
  checkClient(title, client);
  checkBoolean(title, 'closeClient', closeClient);
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other !== undefined) {
    throw invalid(title, `${other} has no effect beside client: set it where the client is made.`);
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

function checkBoolean(title: string, option: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw invalid(title, `${option} must be true or false: correct it, or leave it out.`);
}

function checkClient(title: string, client: unknown): void {
  if (methods.every((method) => typeof Reflect.get(Object(client), method) === 'function')) return;
  throw invalid(
    title,
    'client must be a token client: pass what createTokenClient() returned, or the options to make one.',
  );
}

function invalid(title: string, message: string): Error {
  return errorCodes.FST_TOKENS_INVALID_OPTION(`${title}: ${message}`);
}
