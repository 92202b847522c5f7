/**
 * The global `fetch`, but that an exchange goes past the one that Next puts in its place.
 *
 * Next's would write the answer, token and all, to `.next/cache` where a segment has `fetchCache = 'force-cache'`, and
 * serve it for a year (measured, Next 16.4); in a prerender it may never settle, and everybody who shares the exchange
 * would wait for it. Calls of the API, which are those with a bearer, keep Next's rules.
 */
export const uncachedExchange: typeof fetch = (input, init) => {
  const headers = input instanceof Request ? input.headers : new Headers(init?.headers);
  if (headers.get('authorization')?.startsWith('Bearer ')) return globalThis.fetch(input, init);
  // What Next marks its own calls with.
  const past = { ...init, next: { internal: true } };
  return globalThis.fetch(input, past);
};
