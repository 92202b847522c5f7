import { configError } from '../errors/config-error.ts';

/** A value, or a function that returns it. The function is called before each exchange, so that the value can rotate. */
export type ValueOrFunction<T> = T | (() => T | Promise<T>);

/** Tells the function from the value. */
export function isFunction<T>(given: ValueOrFunction<T>): given is () => T | Promise<T> {
  return typeof given === 'function';
}

/**
 * Control characters, line breaks among them, and the byte order mark: a file that was read whole has them.
 *
 * Why: docs/why.md#stray-characters
 */
const stray = /[\p{Cc}\uFEFF]/u;

/**
 * Checks an id or a secret before it is sent anywhere. Spaces and quotes around it are left alone, since a secret may
 * have them: {@link credentialHint} speaks of them when it is refused.
 *
 * @param option the name to put into the error; the value is never told
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no string, blank, or has a control character or byte order mark
 */
export function requireCredential(option: string, value: unknown, remedy: string = `pass ${option}`): string {
  if (typeof value !== 'string' || value.trim() === '') throw configError(`${option} is missing or blank: ${remedy}.`);
  if (!stray.test(value)) return value;
  throw configError(
    `${option} has a line break, another control character or a byte order mark in it: remove it, for instance with trim() when it is read from a file.`,
  );
}

/** What looks wrong about a credential that was refused, as words for the remedy. */
export function credentialHint(option: string, value: string): string | undefined {
  if (value !== value.trim()) return `${option} begins or ends with a space`;
  return /^(["'`]).*\1$/.test(value) ? `${option} is in quotes` : undefined;
}
