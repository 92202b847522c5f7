/**
 * The messages of a failed `fetch`: undici's, Chromium's, Safari's, Deno's, workerd's, and undici's for an answer that
 * breaks off. The message must begin so, since a mistake such as "db.connect is not a function" is a `TypeError` too.
 */
const words = /^(fetch failed|failed to fetch|load failed|error sending request|network connection lost|terminated)\b/i;
/** Bun throws an `Error` with one of these. */
const bunCode = /^(Connection|FailedTo)[A-Z]/;
/** The `cause` by which undici says that it did not even try, behind its usual message. */
const mistake = /^(bad|unknown|invalid) |INVALID_ARG|INVALID_URL|INVALID_STATE|NOT_SUPPORTED/;

/**
 * Whether a `fetch` rejected with this because it did not reach its server or lost the connection. False for a mistake in
 * the program, an abort, or a `TokenError`. Adapters answer 502, as for a token endpoint that cannot be reached.
 */
export function isUnreachable(error: unknown): boolean {
  const { name, message, code, cause } = read(error);
  // The first is node-fetch's.
  if (name === 'FetchError' || bunCode.test(code)) return true;
  if (name !== 'TypeError' || !words.test(message)) return false;
  const why = read(cause);
  return !mistake.test(why.message) && !mistake.test(why.code);
}

function read(error: unknown): Record<'name' | 'message' | 'code', string> & { readonly cause: unknown } {
  const { name, message, code, cause }: { [fact: string]: unknown } = Object(error);
  return { name: String(name), message: String(message), code: String(code), cause };
}
