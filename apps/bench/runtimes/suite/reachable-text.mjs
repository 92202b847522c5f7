/** Everything that can be read out of a value: its strings, those of its properties, hidden and inherited ones too. */
export function reachableText(value, seen = new Set()) {
  if (typeof value === 'string') return value;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return '';
  seen.add(value);
  const keys = Reflect.ownKeys(value);
  const parts = keys.map((key) => `${String(key)} ${reachableText(readProperty(value, key), seen)}`);
  const shown = [() => String(value), () => JSON.stringify(value)].map(readOr);
  return [...parts, ...shown, reachableText(Object.getPrototypeOf(value), seen)].join('\n');
}

function readProperty(value, key) {
  return readOr(() => value[key]);
}

function readOr(read) {
  try {
    return read() ?? '';
  } catch {
    // A getter that wants another `this`.
    return '';
  }
}
