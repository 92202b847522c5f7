import { configError } from '../errors/config-error.ts';
import type { ClientCredentialsOptions } from './client-credentials.ts';

/**
 * What is asked for, as the parameters of the request (RFC 6749 §4.4.2, RFC 8707); the same order for the same wish.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that holds something else than strings
 */
export function grantParams(options: ClientCredentialsOptions): readonly (readonly [string, string])[] {
  const { scope = '', audience = '', resource = [], extraParams = {} } = options;
  const given = {
    scope: [scope].flat(),
    audience: [audience],
    resource: [resource].flat(),
    extraParams: Object(extraParams) === extraParams ? Object.values(extraParams) : [undefined],
  };
  for (const [option, values] of Object.entries(given)) {
    if (values.every((value) => typeof value === 'string')) continue;
    throw configError(`${option} must hold strings and nothing else: correct it.`);
  }
  const scopes = given.scope.join(' ');
  return [
    ...(scopes ? [['scope', scopes] as const] : []),
    ...(audience ? [['audience', audience] as const] : []),
    ...given.resource.map((uri) => ['resource', uri] as const),
    ...Object.entries(extraParams).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
}
