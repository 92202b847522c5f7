import type { ClientCredentialsOptions } from './client-credentials.ts';

/** What is asked for, as the parameters of the request (RFC 6749 §4.4.2, RFC 8707); the same order for the same wish. */
export function grantParams(options: ClientCredentialsOptions): readonly (readonly [string, string])[] {
  const { scope, audience, resource = [], extraParams = {} } = options;
  const scopes = typeof scope === 'string' ? scope : scope?.join(' ');
  return [
    ...(scopes ? [['scope', scopes] as const] : []),
    ...(audience ? [['audience', audience] as const] : []),
    ...[resource].flat().map((uri) => ['resource', uri] as const),
    ...Object.entries(extraParams).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
}
