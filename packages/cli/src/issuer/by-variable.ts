import { TokenError } from '@tokenkeep/core';
import type { IssuerChoice } from './choose-issuer.ts';

/** What core calls an option, and what a person can set here instead. */
const names: readonly (readonly [option: RegExp, variable: string])[] = [
  [/\bbaseUrl\b/g, 'SYMBL_BASE_URL'],
  [/\bappId\b/g, 'SYMBL_APP_ID'],
  [/\bappSecret\b/g, 'SYMBL_APP_SECRET'],
  [/\btokenUrl\b/g, 'OAUTH_TOKEN_URL'],
  [/^issuer\b/, 'OAUTH_ISSUER'],
  [/\bclientId\b/g, 'OAUTH_CLIENT_ID'],
  [/\bclientSecret\b/g, 'OAUTH_CLIENT_SECRET'],
  [/\bset allowInsecure: true\b/g, 'set allowInsecure: true by --config'],
];

/** What core says, with our variables in the place of options; of a file of `--config` it stays as it is. */
export function inVariables(text: string, kind: IssuerChoice['kind']): string {
  if (kind === 'config') return text;
  // Symbl has no variable for them.
  const origins = kind === 'oauth' ? 'OAUTH_API_ORIGINS' : 'apiOrigins by --config';
  const all = [...names, [/\bapiOrigins\b(\[\d+\])?/g, origins] as const];
  return all.reduce((said, [option, variable]) => said.replace(option, variable), text);
}

/** An error of core that speaks so. */
export function byVariable(error: unknown, kind: IssuerChoice['kind']): unknown {
  return TokenError.isInstance(error) ? new TokenError(inVariables(error.message, kind), error) : error;
}
