import { TokenError } from './token-error.ts';

/** An option or variable that cannot work. `message` names it and the remedy, never its value. */
export function configError(message: string, reason?: string): TokenError {
  return new TokenError(message, { code: 'ERR_TOKEN_CONFIG', reason });
}

/** Rejects what is no object, and options that nobody reads, so that a typo is found at construction. */
export function rejectUnknownOptions(where: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw configError(`${where} needs an object of options: pass one.`);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw configError(`${where} does not know the option "${unknown}": use one of ${known.join(', ')}.`);
}

/** Rejects a duration that is not a number of milliseconds from `atLeast` to what a timer can hold. */
export function requireDuration(option: string, value: number, atLeast: number): void {
  if (typeof value === 'number' && value >= atLeast && value <= 2 ** 31 - 1) return;
  throw configError(`${option} must be milliseconds, a number from ${atLeast} to 2147483647: correct it.`);
}
