export { tokenPlugin, tokenPlugin as default } from './token-plugin.ts';
export type { ExistingTokenClient, TokenPluginOptions, TokenScopeOptions } from './options.ts';
export type { FastifyTokenClient } from './fastify-token-client.ts';
export { errorCodes } from './error-codes.ts';
