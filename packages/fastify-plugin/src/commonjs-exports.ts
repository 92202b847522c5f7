import { errorCodes } from './error-codes.ts';
import { tokenPlugin } from './token-plugin.ts';

/** What `require` gives: the plugin itself with everything else at its side, as with Fastify's own plugins. */
export const commonjsExports: typeof tokenPlugin & {
  readonly default: typeof tokenPlugin;
  readonly tokenPlugin: typeof tokenPlugin;
  readonly errorCodes: typeof errorCodes;
} = Object.assign(tokenPlugin, { default: tokenPlugin, tokenPlugin, errorCodes });
