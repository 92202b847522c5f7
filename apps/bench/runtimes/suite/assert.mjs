/** Throws unless it holds. */
export function assert(holds, message) {
  if (!holds) throw new Error(message);
}

/** Throws unless the two are the same value. */
export function assertEqual(found, expected, what) {
  assert(Object.is(found, expected), `${what}: expected ${String(expected)}, found ${String(found)}`);
}

/** What a promise rejects with. Throws if it does not. */
export async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`Nothing was thrown, but ${typeof value} returned.`);
}
