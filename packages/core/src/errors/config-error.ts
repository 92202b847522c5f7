import { TokenError, type TokenErrorReason } from './token-error.ts';

/** An `ERR_TOKEN_CONFIG`. @param message names the option or variable and says what to do; it must not hold its value */
export function configError(message: string, reason?: TokenErrorReason): TokenError {
  return new TokenError(message, { code: 'ERR_TOKEN_CONFIG', reason });
}

/** Rejects a clock that cannot tell the time. */
export function requireClock(clock: unknown): void {
  if (typeof Object(clock).now !== 'function') throw configError('clock must be an object with now: pass one.');
}

/** Rejects what is neither `true`, `false` nor left out, such as the string "false" of an environment variable. */
export function requireFlag(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean')
    throw configError(`${option} must be true or false: correct it.`);
}

/** Rejects what has no names and values of its own: a list, a `Map`, `Headers` or `URLSearchParams` would count as empty. */
export function requireRecord(option: string, given: unknown): void {
  if (typeof given === 'object' && given !== null && !(Symbol.iterator in given)) return;
  throw configError(`${option} must be a plain object of names and values: correct it.`);
}

/** @throws TokenError `ERR_TOKEN_CONFIG` unless `value` is a number of milliseconds from `atLeast` to what a timer can hold */
export function requireDuration(option: string, value: number, atLeast: number): void {
  if (typeof value === 'number' && value >= atLeast && value <= 2 ** 31 - 1) return;
  throw configError(`${option} must be milliseconds, a number from ${atLeast} to 2147483647: correct it.`);
}
