import { createTokenClient } from '@tokenkeep/core';
import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { fastifyTokenClient } from './fastify-token-client.ts';
import { logEvent } from './log-event.ts';
import { splitOptions, type TokenPluginOptions } from './options.ts';
import { addToScope } from './token-scope.ts';

const register: FastifyPluginAsync<TokenPluginOptions> = async (fastify, options) => {
  const { namespace, warmUp, source } = splitOptions(options);
  const made =
    'client' in source
      ? undefined
      : createTokenClient({
          ...source,
          onEvent(event) {
            logEvent(fastify.log, namespace, event);
            source.onEvent?.(event);
          },
        });
  const client = 'client' in source ? source.client : made;
  if (client === undefined) return;
  addToScope(fastify, namespace, fastifyTokenClient(client));
  if (made !== undefined || ('client' in source && source.closeClient)) {
    fastify.addHook('onClose', async () => client.close());
  }
  if (warmUp) await client.getToken();
};

/**
 * Decorates the app with `tokenClient`, a source of API access tokens that closes with the app.
 *
 * It does no I/O and registers no route. A second registration in the same scope or below needs a `namespace`.
 */
export const tokenPlugin: FastifyPluginAsync<TokenPluginOptions> = fp(register, {
  fastify: '5.x',
  name: '@tokenkeep/fastify-plugin',
});
