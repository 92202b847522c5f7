import { setTimeout as wait } from 'node:timers/promises';
import { createTokenClient, eventLevel, TokenError, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { errorCodes } from './error-codes.ts';
import { fastifyTokenClient } from './fastify-token-client.ts';
import { pluginName, readPluginOptions, type PluginSettings, type TokenPluginOptions } from './options.ts';
import { addToScope } from './token-scope.ts';

const register: FastifyPluginAsync<TokenPluginOptions> = async (fastify, options) => {
  const settings = readPluginOptions(options);
  const { namespace, source } = settings;
  const client = 'client' in source ? source.client : makeClient(settings, source, fastify.log);

  addToScope(fastify, namespace, fastifyTokenClient(client));
  const closes = 'client' in source ? source.closeClient : true;
  if (closes) fastify.addHook('onClose', () => closeClient(client));
  if (settings.warmUp) await warmUpClient(client, settings, fastify);
};

/**
 * Decorates the app with `tokenClient`, which gets API access tokens and closes with the app. It registers no route. Without
 * `warmUp` it does no I/O at boot.
 *
 * The boot fails with `FST_TOKENS_INVALID_OPTION`, `FST_TOKENS_ALREADY_REGISTERED` or `FST_TOKENS_WARM_UP`, or with
 * core's `ERR_TOKEN_CONFIG` for an option of the client.
 */
export const tokenPlugin: FastifyPluginAsync<TokenPluginOptions> = fp(register, {
  fastify: '5.x',
  name: pluginName,
});

/** What `require` gives: the plugin itself with everything else at its side, as with Fastify's own plugins. */
export const commonjsExports: typeof tokenPlugin & {
  readonly default: typeof tokenPlugin;
  readonly tokenPlugin: typeof tokenPlugin;
  readonly errorCodes: typeof errorCodes;
} = Object.assign(tokenPlugin, { default: tokenPlugin, tokenPlugin, errorCodes });

/** A client whose events go to the log as well. @throws TokenError that begins with the registration's title */
function makeClient(
  { title, namespace }: PluginSettings,
  options: TokenClientOptions,
  log: FastifyBaseLogger,
): TokenClient {
  const { onEvent } = options;
  const logged: TokenClientOptions = {
    ...options,
    name: options.name ?? namespace,
    onEvent(event) {
      log[eventLevel(event)]({ tokenEvent: event, namespace }, `token client: ${event.type}`);
      return onEvent?.(event);
    },
  };
  try {
    // Core says what is wrong with a listener that is none.
    return createTokenClient(onEvent === undefined || typeof onEvent === 'function' ? logged : options);
  } catch (error) {
    if (!TokenError.isInstance(error)) throw error;
    throw new TokenError(`${title}: ${error.message}`, error);
  }
}

/**
 * Gets the first token while the app boots. An issuer that cannot be reached at this moment is a warning.
 *
 * @throws FST_TOKENS_WARM_UP for what only a person can mend, saying which client has no token and why
 */
async function warmUpClient(
  client: TokenClient,
  { title, source }: PluginSettings,
  { log, initialConfig }: FastifyInstance,
): Promise<void> {
  // Before Fastify's own limit, past which its error would say less; 0: there is none.
  const limitMs = Math.floor((initialConfig.pluginTimeout ?? 0) * 0.9);
  const signal = limitMs > 0 ? AbortSignal.timeout(limitMs) : undefined;
  try {
    await client.getToken({ signal });
  } catch (error) {
    const failure = `${title}: warmUp got no token`;
    if (TokenError.isInstance(error)) {
      // The facts without their message: the log would say it twice.
      const { message, ...cause } = error.toJSON();
      if (eventLevel(error) === 'error') throw errorCodes.FST_TOKENS_WARM_UP(`${failure}: ${message}`, { cause });
      log.warn(`${failure}: ${message} The app starts without one.`);
      return;
    }
    if (signal?.aborted !== true) throw errorCodes.FST_TOKENS_WARM_UP(failure, { cause: error });
    const from = 'client' in source ? '' : ` from ${source.issuer.origin}`;
    log.warn(
      `${failure}: none came within ${limitMs} ms${from}, check that the token endpoint answers, or raise pluginTimeout. The app starts without one.`,
    );
  }
}

/**
 * Closes a client, but waits no longer than this for it: an app that closes must not hang on somebody's `close`. Core's
 * own takes 1.2 s at most, with a turn to give back to a cache that hangs.
 *
 * Why: docs/why.md#closing
 */
async function closeClient(client: TokenClient, limitMs = 1500): Promise<void> {
  const closed = new AbortController();
  const limit = wait(limitMs, undefined, { signal: closed.signal }).catch(() => undefined);
  try {
    await Promise.race([client.close(), limit]);
  } finally {
    closed.abort();
  }
}
