import { TokenError } from '@tokenkeep/core';
import type { IssuerChoice } from './choose-issuer.ts';

/** What core calls an option, and what a person can set here instead. */
const names: readonly (readonly [option: RegExp, variable: string])[] = [
  [/\bbaseUrl\b/g, 'SYMBL_BASE_URL'],
  [/\btokenUrl\b/g, 'OAUTH_TOKEN_URL'],
  [/^issuer\b/, 'OAUTH_ISSUER'],
  [/\bset allowInsecure: true\b/g, 'set allowInsecure: true by --config'],
];

/** An error of core with our variables in the place of options; those of a file of `--config` stay as they are. */
export function byVariable(error: unknown, kind: IssuerChoice['kind']): unknown {
  if (kind === 'config' || !TokenError.isInstance(error)) return error;
  // Symbl has no variable for them.
  const origins = kind === 'oauth' ? 'OAUTH_API_ORIGINS' : 'apiOrigins by --config';
  const all = [...names, [/\bapiOrigins\b(\[\d+\])?/g, origins] as const];
  const message = all.reduce((text, [option, variable]) => text.replace(option, variable), error.message);
  return new TokenError(message, error);
}
