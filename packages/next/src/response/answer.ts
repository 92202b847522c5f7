const fixedHeaders = {
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** What every answer is made by: never stored, never sniffed, different for another cookie or site. */
export function answer(
  body: BodyInit | null,
  init: { readonly status: number; readonly headers?: HeadersInit },
): Response {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(fixedHeaders)) headers.set(name, value);
  headers.append('vary', 'Cookie, Origin, Sec-Fetch-Site');
  return new Response(body, { status: init.status, headers });
}
