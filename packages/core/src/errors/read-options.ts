import { configError } from './config-error.ts';

/**
 * Reads the options of a public function. Returns a copy of their own properties without a prototype, so that later changes
 * and properties of `Object.prototype` have no effect.
 *
 * @param where the function, for the error message: `symbl()`
 * @param known the names of all its options
 * @throws TokenError `ERR_TOKEN_CONFIG` if there is no object, or for an unknown option, naming the nearest known one
 */
export function readOptions<Options extends object>(
  where: string,
  given: Options,
  known: readonly (keyof Options & string)[],
): Options {
  if (typeof given !== 'object' || given === null) throw configError(`${where} needs an object of options: pass one.`);
  const options: Options = Object.assign(Object.create(null), given);
  const names: readonly string[] = known;
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return options;
  const nearest = nearestOption(unknown, names);
  const hint = nearest === undefined ? '' : `did you mean ${nearest}? `;
  throw configError(`${where} does not know the option "${unknown}": ${hint}use one of ${names.join(', ')}.`);
}

/**
 * The option that a misspelt name probably means: it differs in case, by one letter, by two letters exchanged, or by a missing
 * `Ms`. For a function that also gets the options of others and must tell those from misspelt ones.
 */
export function nearestOption(typed: string, known: readonly string[]): string | undefined {
  return known.find((name) => name === `${typed}Ms` || areAlike(name, typed));
}

/** Whether one is the other in another case, with one letter more, less, or changed, or with two letters exchanged. */
export function areAlike(name: string, typed: string): boolean {
  const [a, b] = [name.toLowerCase(), typed.toLowerCase()];
  const start = [...a].findIndex((letter, index) => letter !== b[index]);
  if (start < 0) return b.length - a.length < 2;
  const exchanged = `${a.charAt(start + 1)}${a.charAt(start)}${a.slice(start + 2)}`;
  const rests = [a.slice(start), a.slice(start + 1)];
  return rests.some((rest) => rest === b.slice(start + 1)) || [a.slice(start + 1), exchanged].includes(b.slice(start));
}
