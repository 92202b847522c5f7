import { TokenError } from '@tokenkeep/core';

/** An option that cannot work. `message` names it and the remedy, never its value. */
export function configError(message: string): TokenError {
  return new TokenError(message, { code: 'ERR_TOKEN_CONFIG' });
}

/** Rejects what are no options, and options that nobody reads, so that a typo is found when the handler is made. */
export function rejectUnknownOptions(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw configError(`${where} needs options: pass at least { client, authorize }.`);
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw configError(`${where} does not know the option "${unknown}": remove it, or use one of ${known.join(', ')}.`);
}
