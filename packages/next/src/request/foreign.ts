/**
 * Why a request does not come from a page of this application, judged by what browsers let no page forge; `undefined`
 * for one that may.
 *
 * | `Sec-Fetch-Site`  | `Origin`        | method            | answer  |
 * | ----------------- | --------------- | ----------------- | ------- |
 * | `same-origin`     |                 |                   | may     |
 * | `none` (typed in) |                 | reads             | may     |
 * | anything else     |                 |                   | foreign |
 * | none sent         | on the list     |                   | may     |
 * | none sent         | not on the list |                   | foreign |
 * | none sent         | none sent       | reads             | may     |
 * | none sent         | none sent       | can change things | foreign |
 */
export function whyForeign({ headers, method }: Request, allowedOrigins: readonly string[]): string | undefined {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const onlyReads = method === 'GET' || method === 'HEAD';
  if (site === 'same-origin' || (site === 'none' && onlyReads)) return undefined;
  if (site !== null) return `Sec-Fetch-Site says ${JSON.stringify(site)}, so no page of this application asked`;
  if (origin === null && onlyReads) return undefined;
  if (origin !== null && allowedOrigins.includes(origin)) return undefined;
  return origin === null
    ? 'there is no Sec-Fetch-Site and no Origin, as from an old browser or none: see allowedOrigins'
    : 'there is no Sec-Fetch-Site, and the Origin is not in allowedOrigins: serve the site by https, or list it';
}

/** What a page does with an answer when no script of it reads it: shows it, or plays it. */
const shown = new Set(['document', 'iframe', 'frame', 'image', 'audio', 'video', 'track', 'empty']);

/** Why an answer would be used as a part of the page, such as a script or a stylesheet; `undefined` where it would not. */
export function whyLoaded({ headers }: Request): string | undefined {
  const destination = headers.get('sec-fetch-dest');
  if (destination === null || shown.has(destination)) return undefined;
  return `Sec-Fetch-Dest says ${JSON.stringify(destination)}, and an answer of an API must not become a part of a page`;
}
