import type { TokenClient, TokenClientOptions } from '@tokenkeep/core';
import { errorCodes } from './error-codes.ts';

/** How the client appears in the app. */
export interface TokenScopeOptions {
  /** Puts the client at `app.tokenClient.<namespace>`. Default: at `app.tokenClient` itself. */
  readonly namespace?: string | undefined;
  /** Gets the first token before the app is ready; if there is none to be had, the boot fails. Default: false. */
  readonly warmUp?: boolean | undefined;
}

/** A client that exists already, to be shared. */
export interface ExistingTokenClient {
  readonly client: TokenClient;
  /** Whether closing the app closes `client`. Default: false. */
  readonly closeClient?: boolean | undefined;
}

/** Options of the plugin: those of core's `createTokenClient`, or `{ client }`. */
export type TokenPluginOptions = TokenScopeOptions & (TokenClientOptions | ExistingTokenClient);

/** The options, each with the part that reads it. */
export interface SplitOptions {
  readonly namespace: string | undefined;
  readonly warmUp: boolean;
  readonly source: TokenClientOptions | Required<ExistingTokenClient>;
}

/** Checks what is the plugin's own; the rest is core's to check. @throws FST_TOKENS_INVALID_OPTION */
export function splitOptions(options: TokenPluginOptions): SplitOptions {
  const { namespace, warmUp = false, ...source } = options;
  if (namespace !== undefined) checkNamespace(namespace);
  if (!('client' in source)) return { namespace, warmUp, source };
  return { namespace, warmUp, source: { client: source.client, closeClient: source.closeClient ?? false } };
}

const members = ['getToken', 'fetch', 'invalidate', 'status'];

function checkNamespace(namespace: unknown): void {
  if (typeof namespace !== 'string' || namespace.trim() === '') {
    throw errorCodes.FST_TOKENS_INVALID_OPTION(
      'namespace must be a name, such as "sales": correct it, or leave it out.',
    );
  }
  if (members.includes(namespace) || namespace in Object.prototype) {
    throw errorCodes.FST_TOKENS_INVALID_OPTION(
      `namespace "${namespace}" is a member of app.tokenClient: choose another.`,
    );
  }
}
