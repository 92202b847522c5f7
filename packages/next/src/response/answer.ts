const fixedHeaders = {
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // No other origin may load an answer, as an image or a script or in any other way that asks for no permission.
  'cross-origin-resource-policy': 'same-origin',
};

/** What every answer is made by: never stored, never sniffed, never run, different for another cookie or site. */
export function answer(
  body: BodyInit | null,
  init: { readonly status: number; readonly headers?: HeadersInit },
): Response {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(fixedHeaders)) headers.set(name, value);
  // Opened as a page, an answer would run in the application's own origin. A policy of authorize's own answer stays.
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', 'sandbox');
  headers.append('vary', 'Cookie, Origin, Sec-Fetch-Site');
  return new Response(body, { status: init.status, headers });
}
