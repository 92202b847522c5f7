import { TokenError, type TokenErrorReason } from './token-error.ts';

/** An option or variable that cannot work. `message` names it and the remedy, never its value. */
export function configError(message: string, reason?: TokenErrorReason): TokenError {
  return new TokenError(message, { code: 'ERR_TOKEN_CONFIG', reason });
}

/** Rejects a duration that is not a number of milliseconds from `atLeast` to what a timer can hold. */
export function requireDuration(option: string, value: number, atLeast: number): void {
  if (typeof value === 'number' && value >= atLeast && value <= 2 ** 31 - 1) return;
  throw configError(`${option} must be milliseconds, a number from ${atLeast} to 2147483647: correct it.`);
}
