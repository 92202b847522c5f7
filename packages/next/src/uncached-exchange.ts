/**
 * The global `fetch`, but that an exchange goes past the one that Next puts in its place.
 *
 * Next's would write the answer, token and all, to `.next/cache` where a segment has `fetchCache = 'force-cache'`, and
 * serve it for a year (measured, Next 16.4); in a prerender it may never settle, and everybody who shares the exchange
 * would wait for it. Calls of the API keep Next's rules: those with a bearer, unless they are not to be
 * stored, as no exchange is, whatever headers an issuer of one's own gives it.
 */
export const uncachedExchange: typeof fetch = (input, init) => {
  const { headers, cache } = input instanceof Request ? input : new Request(input, init);
  const hasBearer = headers.get('authorization')?.startsWith('Bearer ') === true;
  if (hasBearer && cache !== 'no-store') return globalThis.fetch(input, init);
  // What Next marks its own calls with.
  const past = { ...init, next: { internal: true } };
  return globalThis.fetch(input, past);
};
