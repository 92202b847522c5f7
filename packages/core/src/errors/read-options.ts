import { configError } from './config-error.ts';

/**
 * Reads the options that a public function was given: a copy of their own properties, without a prototype, so that
 * neither a later change nor something that another package put on `Object.prototype` counts.
 *
 * @param where the function, for the error: `symbl()`
 * @param known every option it has
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no object, and for an option that nobody reads, naming the nearest
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
 * The option that a name was probably meant to be: the same in another case, with one letter more, less or changed, two
 * letters exchanged, or without its unit `Ms`. For a function that is handed the options of others too, and has to tell them from misspelt ones.
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
