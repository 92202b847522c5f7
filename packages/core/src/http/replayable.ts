const maxCopiedBytes = 1024 * 1024;

/** Makes the request anew, for this URL, or `undefined` if its body cannot be had again. */
export type Replay = (url: string) => Request | undefined;

/**
 * Strings, bytes, blobs and forms are replayed as they were given; a stream is not. The body of a `Request` object is
 * copied while it is sent, up to 1 MiB, and replayed if all of it had come and fitted.
 *
 * @param asked the request, whose body has not been read yet
 * @param given the body that it was made with, if that is known
 */
export function replayable(asked: Request, given: BodyInit | null | undefined): Replay {
  let body = given ?? undefined;
  if (Object(body) === body && Symbol.asyncIterator in Object(body)) return () => undefined;
  if (asked.body && body === undefined) {
    void copyOf(asked.clone()).then(
      (copy) => (body = copy),
      () => undefined,
    );
  }
  return (url) => {
    if (asked.body && body === undefined) return undefined;
    const { method, signal, redirect, cache, credentials, integrity, keepalive, referrerPolicy } = asked;
    const headers = new Headers(asked.headers);
    // It names the boundary of the form as it was sent the first time.
    if (body instanceof FormData) headers.delete('content-type');
    const init = { method, headers, signal, redirect, cache, credentials, integrity, keepalive, referrerPolicy };
    return new Request(url, body === undefined ? init : { ...init, body });
  };
}

async function copyOf({ body }: Request): Promise<Blob | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the copy, not what is sent.
    if (size > maxCopiedBytes) return undefined;
    chunks.push(chunk);
  }
  return new Blob(chunks);
}
