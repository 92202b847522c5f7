import { moduleError } from './token-module-call.ts';
import type { TokenModuleOptions } from './token-module-options.ts';

/**
 * Rejects what can be neither the options of a client nor a client. What is wrong inside the options of a client is
 * found by core, when it is made.
 *
 * @param call named in the error
 * @throws TokenError `ERR_TOKEN_CONFIG`
 */
export function checkModuleOptions(call: string, options: TokenModuleOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw moduleError(`${call}: the factory returned no options: return { issuer } or { client }.`);
  }
  for (const extra of ['name', 'isGlobal']) {
    if (!(extra in options)) continue;
    throw moduleError(`${call}: ${extra} stands beside the factory, not in what it returns: move it there.`);
  }
  const { warmUp, client, ...rest } = options;
  if (warmUp !== undefined && typeof warmUp !== 'boolean') {
    throw moduleError(`${call}: warmUp must be true or false: correct it.`);
  }
  const [other] = Object.entries(rest).find(([, value]) => value !== undefined) ?? [];
  if (client === undefined) {
    if (other === undefined) throw moduleError(`${call} needs options: pass { issuer } or { client }.`);
    return;
  }
  if (other !== undefined) {
    throw moduleError(`${call} got a client and options for another (${other}): give one of them.`);
  }
  if (typeof client.getToken !== 'function' || typeof client.fetch !== 'function') {
    throw moduleError(`${call}: client must be a token client: pass what createTokenClient() returns.`);
  }
}
