const algorithms = ['sha512', 'sha384', 'sha256'] as const;

/**
 * Checks an answer against the `integrity` of its call, as `fetch` does (Subresource Integrity §3.3). Here, since the
 * platform would hold it against the redirects on the way as well. The whole body is read for it.
 *
 * @returns the answer, its body still to be read
 * @throws TypeError if it is another
 */
export async function requireIntegrity(answer: Response, integrity: string): Promise<Response> {
  const wanted = strongest(integrity);
  if (wanted === undefined) return answer;
  const bytes = await answer.clone().arrayBuffer();
  const name = wanted.algorithm.replace('sha', 'SHA-');
  const digest = new Uint8Array(await crypto.subtle.digest(name, bytes));
  const found = btoa(String.fromCharCode(...digest)).replaceAll('=', '');
  if (wanted.digests.some((each) => each.replaceAll('-', '+').replaceAll('_', '/') === found)) return answer;
  throw new TypeError('fetch failed: the integrity of the answer is another.');
}

/** What counts of the metadata: all of the strongest algorithm. Nothing that is known: nothing to check. */
function strongest(integrity: string): { algorithm: string; digests: readonly string[] } | undefined {
  const metadata = [...integrity.matchAll(/(?<!\S)(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+)={0,2}(?:\?\S*)?(?!\S)/g)];
  const algorithm = algorithms.find((name) => metadata.some(([, found]) => found === name));
  if (algorithm === undefined) return undefined;
  const digests = metadata.flatMap(([, found, digest = '']) => (found === algorithm ? [digest] : []));
  return { algorithm, digests };
}
