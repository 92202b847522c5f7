/** Copies the headers that are listed, but for those that `Connection` declares to be of this hop only. */
export function pickHeaders(from: Headers, names: readonly string[]): Headers {
  const named = (from.get('connection') ?? '').split(',');
  const ofThisHop = new Set(named.map((name) => name.trim().toLowerCase()));
  const picked = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null && !ofThisHop.has(name)) picked.set(name, value);
  }
  return picked;
}
