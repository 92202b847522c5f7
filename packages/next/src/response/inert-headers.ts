/** What no browser runs as a page, frame or stylesheet of the application, opened by its address or in any other way. */
const inert =
  /^(?:application\/(?:[\w.-]+\+)?json|text\/(?:plain|csv)|image\/(?!svg)[\w.-]+|(?:audio|video)\/[\w.-]+)$/;
const script = /^(?:application|text)\/(?:x-)?(?:java|ecma|j|live)script[\d.]*$/;

/**
 * The headers that take the life out of a body: a script becomes plain text, which with `nosniff` no browser runs, and
 * everything that a browser might still render is a download.
 *
 * `Content-Security-Policy: sandbox` alone does not do: in Firefox the parts of `multipart/x-mixed-replace` have headers
 * of their own, and a type that nobody thought of is a type that some browser renders. Reading by `fetch` stays as it is.
 *
 * Why: docs/why.md#inert-answers
 */
export function inertHeaders(contentType: string | null): Readonly<Record<string, string>> {
  const type = (contentType ?? '').split(';', 1).join('').trim().toLowerCase();
  if (script.test(type)) return { 'content-type': 'text/plain;charset=utf-8' };
  // Two types in one header are read differently by different browsers.
  const one = contentType !== null && !contentType.includes(',');
  return one && inert.test(type) ? {} : { 'content-disposition': 'attachment' };
}
