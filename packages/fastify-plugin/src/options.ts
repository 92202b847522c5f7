import type { TokenClient, TokenClientOptions } from '@tokenkeep/core';

/** How the client appears in the app. */
export interface TokenScopeOptions {
  /** Puts the client at `app.tokenClient.<namespace>`. Default: at `app.tokenClient` itself. */
  readonly namespace?: string | undefined;
  /**
   * Gets the first token before the app is ready, within nine tenths of Fastify's `pluginTimeout`. If there is none to
   * be had, the boot fails. Default: false.
   */
  readonly warmUp?: boolean | undefined;
}

/** The plugin makes a client of these options, and closes it with the app. */
export interface NewTokenClient extends TokenClientOptions {
  readonly client?: undefined;
  readonly closeClient?: undefined;
}

/** A client that exists already. Its events go where it was made to send them, not to the app's log. */
export interface ExistingTokenClient extends Readonly<Partial<Record<keyof TokenClientOptions, undefined>>> {
  readonly client: TokenClient;
  /** Whether closing the app closes `client`. Default: false. */
  readonly closeClient?: boolean | undefined;
}

/** Options of the plugin: those of core's `createTokenClient`, or `{ client }`; never both. */
export type TokenPluginOptions = TokenScopeOptions & (NewTokenClient | ExistingTokenClient);
