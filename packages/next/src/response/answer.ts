const fixedHeaders = {
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The answer of every handler: not stored, not sniffed, and different for another cookie or site. */
export function answer(
  body: BodyInit | null,
  init: { readonly status: number; readonly headers?: HeadersInit },
): Response {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(fixedHeaders)) headers.set(name, value);
  headers.append('vary', 'Cookie, Origin, Sec-Fetch-Site');
  return new Response(body, { status: init.status, headers });
}

const messages = {
  403: 'Forbidden.',
  404: 'Not found.',
  405: 'Method not allowed.',
  413: 'The body is larger than 1 MiB.',
  415: 'The media type is not supported.',
  502: 'The API could not be called.',
  503: 'The API is not available now.',
  504: 'The API did not answer in time.',
} as const;

/** An answer whose body is fixed by its status, so that it can tell nothing of what went wrong inside. */
export function refusal(status: keyof typeof messages, headers: Readonly<Record<string, string>> = {}): Response {
  return answer(JSON.stringify({ message: messages[status] }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}
