import { inspect } from 'node:util';

/** All that can be read off a value without a debugger: printed, serialised, or by any property, however hidden. */
export function everythingShown(value: unknown): string {
  const shown = [
    inspect(value, { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
    inspect(value, { depth: Infinity, showHidden: true, customInspect: false, maxStringLength: null }),
  ];
  for (const show of [String, JSON.stringify]) {
    try {
      shown.push(show(value) ?? '');
    } catch {
      // What cannot be shown this way leaks nothing this way.
    }
  }
  collect(value, shown, new Set());
  return shown.join('\n');
}

/** They hold nothing of ours, and lead to everything else there is. */
const builtIn: ReadonlySet<object> = new Set(
  [Object, Function, Array, Error, Promise].map(({ prototype }) => prototype),
);

function collect(value: unknown, found: string[], seen: Set<unknown>): void {
  if (typeof value !== 'object' && typeof value !== 'function') {
    found.push(String(value));
    return;
  }
  if (value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) for (const entry of value) collect(entry, found, seen);
  for (let owner: object | null = value; owner !== null && !builtIn.has(owner); owner = Reflect.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) {
      found.push(String(key));
      try {
        collect(Reflect.get(owner, key, value), found, seen);
      } catch {
        // A getter that does not like its receiver.
      }
    }
  }
}
