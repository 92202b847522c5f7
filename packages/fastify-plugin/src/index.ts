// oxlint-disable-next-line import/no-default-export -- Fastify's users expect one
export { tokenPlugin, tokenPlugin as default } from './token-plugin.ts';
export type { ExistingTokenClient, NewTokenClient, TokenPluginOptions, TokenScopeOptions } from './options.ts';
export type { FastifyTokenClient } from './fastify-token-client.ts';
export { errorCodes } from './error-codes.ts';
// Node gives this, instead of the namespace, to whoever requires an ES module.
export { commonjsExports as 'module.exports' } from './token-plugin.ts';
