const maxCopiedBytes = 1024 * 1024;

/** A request that can perhaps be made more than once. */
export interface ReplayableRequest {
  /** The request as it was asked for, to be looked at, not sent. */
  readonly asked: Request;
  /** @returns the request to send, or `undefined` if its body is gone and cannot be had again */
  next(): Request | undefined;
}

/**
 * Strings, bytes, blobs and forms are replayed as they were given; a stream is not. The body of a `Request` object is
 * copied while it is sent, up to 1 MiB, and replayed if all of it fitted.
 *
 * @throws TypeError of the platform for a URL or options that are none
 */
export function replayable(input: Request | string | URL, init: RequestInit | undefined): ReplayableRequest {
  const asked = new Request(input, init);
  if (asked.body === null) return { asked, next: () => new Request(asked) };
  if (init?.body !== undefined && init.body !== null) {
    return isStream(init.body) ? { asked, next: once(asked) } : { asked, next: () => new Request(input, init) };
  }
  return withCopiedBody(asked, asked.body);
}

function isStream(body: BodyInit): boolean {
  return typeof body === 'object' && (body instanceof ReadableStream || Symbol.asyncIterator in body);
}

function once(request: Request): () => Request | undefined {
  let left: Request | undefined = request;
  return () => {
    const next = left;
    left = undefined;
    return next;
  };
}

function withCopiedBody(asked: Request, body: ReadableStream<Uint8Array<ArrayBuffer>>): ReplayableRequest {
  const [sent, kept] = body.tee();
  let copy: Blob | undefined;
  void readAtMost(kept, maxCopiedBytes)
    .catch(() => undefined)
    .then((blob) => (copy = blob));
  // `duplex` is what fetch demands for a stream; TypeScript's lib does not know it yet.
  const streamed: RequestInit & { duplex: 'half' } = { body: sent, duplex: 'half' };
  const first = once(new Request(asked, streamed));
  return { asked, next: () => first() ?? (copy && new Request(asked.url, { ...attributes(asked), body: copy })) };
}

function attributes({
  method,
  headers,
  signal,
  credentials,
  cache,
  integrity,
  keepalive,
  referrerPolicy,
}: Request): RequestInit {
  return { method, headers, signal, credentials, cache, integrity, keepalive, referrerPolicy };
}

async function readAtMost(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
): Promise<Blob | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks);
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
}
