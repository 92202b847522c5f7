import type { FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { addToScope } from './add-to-scope.ts';
import { closeClient } from './close-client.ts';
import { fastifyTokenClient } from './fastify-token-client.ts';
import { loggedOptions } from './logged-options.ts';
import { makeClient } from './make-client.ts';
import type { TokenPluginOptions } from './options.ts';
import { readOptions } from './read-options.ts';
import { pluginName, registrationName } from './registration-name.ts';
import { warmUpClient } from './warm-up.ts';

const register: FastifyPluginAsync<TokenPluginOptions> = async (fastify, options) => {
  const { namespace, warmUp, source } = readOptions(options);
  const name = registrationName(namespace);
  const shared = 'client' in source ? source : undefined;
  const client = 'client' in source ? source.client : makeClient(name, loggedOptions(source, fastify.log, namespace));

  addToScope(fastify, namespace, fastifyTokenClient(client));
  if (shared?.closeClient !== false) fastify.addHook('onClose', () => closeClient(client));
  if (!warmUp) return;
  const issuer = 'issuer' in source ? source.issuer : undefined;
  await warmUpClient(client, { name, issuer, pluginTimeoutMs: fastify.initialConfig.pluginTimeout ?? 0 });
};

/**
 * Decorates the app with `tokenClient`, a source of API access tokens that closes with the app. It registers no route
 * and, without `warmUp`, does no I/O.
 *
 * The boot fails with `FST_TOKENS_INVALID_OPTION`, `FST_TOKENS_ALREADY_REGISTERED` or `FST_TOKENS_WARM_UP`, or with
 * core's `ERR_TOKEN_CONFIG` for an option of the client.
 */
export const tokenPlugin: FastifyPluginAsync<TokenPluginOptions> = fp(register, {
  fastify: '5.x',
  name: pluginName,
});
