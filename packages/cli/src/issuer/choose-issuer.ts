import { flagOf, settings, type Setting, type Values } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** Who is asked for tokens, and with which settings. */
export type IssuerChoice =
  | { readonly kind: 'symbl' | 'oauth'; readonly values: Values }
  | { readonly kind: 'config'; readonly file: string };

/** What was given to choose from. */
export interface GivenSettings {
  readonly flags: Values;
  readonly env: Values;
  readonly config: string | undefined;
}

/**
 * Chooses the issuer. Pure. A flag says more than a variable, and a blank variable says nothing.
 *
 * | given | chosen |
 * | --- | --- |
 * | `--config` alone | the file, whatever the variables say |
 * | flags of one issuer | that one; what has no flag comes from its variables |
 * | `--config` and flags, or flags of both | refused |
 * | no flags, variables of one | that one |
 * | no flags, variables of both, or of none | refused |
 *
 * @throws UsageError that says what to leave out or to set
 */
export function chooseIssuer({ flags, env, config }: GivenSettings): IssuerChoice {
  const byFlag = kindsIn(flags);
  if (config !== undefined) {
    if (byFlag.length > 0) throw new UsageError('--config stands without flags of an issuer: leave one of them out.');
    return { kind: 'config', file: config };
  }
  const kinds = byFlag.length > 0 ? byFlag : kindsIn(env);
  const [kind] = kinds;
  if (kind === undefined) {
    throw new UsageError(
      'No issuer is set: set SYMBL_APP_ID and SYMBL_APP_SECRET, or OAUTH_TOKEN_URL, OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET, or give --config.',
    );
  }
  if (kinds.length > 1) {
    const names = byFlag.length > 0 ? 'flags' : 'variables';
    throw new UsageError(
      `There are ${names} of two issuers, SYMBL_… and OAUTH_…: leave those of one out, or choose by a flag such as ${flagOf('OAUTH_CLIENT_ID')}.`,
    );
  }
  return { kind, values: onlyOf(kind, { ...env, ...flags }) };
}

function kindsIn(values: Values): readonly Setting['kind'][] {
  const found = settings.filter(({ variable }) => values[variable] !== undefined).map(({ kind }) => kind);
  return [...new Set(found)];
}

function onlyOf(kind: Setting['kind'], values: Values): Values {
  const variables = settings.filter((setting) => setting.kind === kind).map(({ variable }) => variable);
  return Object.fromEntries(variables.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}
