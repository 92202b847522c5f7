/**
 * Whether the request may come from a page of this application, judged by what browsers let no page forge.
 *
 * `Sec-Fetch-Site` decides where there is one. Without it a request that can change something needs an `Origin` that is
 * listed; one that only reads needs none, but a listed one if it has any.
 */
export function isSameOrigin(request: Request, allowedOrigins: readonly string[]): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || (reads && site === 'none');
  const origin = request.headers.get('origin');
  return origin === null ? reads : allowedOrigins.includes(origin);
}
