/**
 * Whether the request may come from a page of this application, judged by what browsers let no page forge.
 *
 * `Sec-Fetch-Site` decides where there is one. Without it, a request that can change something needs an `Origin` on the
 * list; one that only reads needs none, but if it has one, that must be on the list.
 */
export function isSameOrigin({ headers, method }: Request, allowedOrigins: readonly string[]): boolean {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const onlyReads = method === 'GET' || method === 'HEAD';
  // `none`: typed into the address bar.
  if (site !== null) return site === 'same-origin' || (site === 'none' && onlyReads);
  return origin === null ? onlyReads : allowedOrigins.includes(origin);
}
