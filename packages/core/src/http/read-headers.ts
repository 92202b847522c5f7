/**
 * Headers in any form that `fetch` takes, as a record of their own. Names keep their case where they are given as a
 * record, since most callers do, and converting them would cost more than all the rest of a call.
 *
 * @throws TypeError as `fetch` does, for what are no headers
 */
export function readHeaders(headers: HeadersInit | undefined): Record<string, string> {
  if (headers === undefined) return {};
  if (isRecord(headers)) return { ...headers };
  return Object.fromEntries(new Headers(headers));
}

function isRecord(headers: HeadersInit): headers is Record<string, string> {
  return typeof headers === 'object' && headers !== null && !(Symbol.iterator in headers);
}
