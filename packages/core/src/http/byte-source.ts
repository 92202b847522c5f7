/** Where chunks come from: a web stream, or whatever can be iterated, such as a stream of Node. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Gives the chunks of a {@link ByteStream} one by one. */
export interface ByteSource {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
  /** Nobody wants the rest: what is awaited of `next` ends now. Never rejects. */
  cancel(): Promise<void>;
}

/** Tells one from other bodies. */
export function isByteStream(body: unknown): body is ByteStream {
  return typeof body === 'object' && body !== null && (Symbol.asyncIterator in body || 'getReader' in body);
}

/** Begins to read. */
export function byteSource(stream: ByteStream): ByteSource {
  if ('getReader' in stream) {
    const reader = stream.getReader();
    // Not by its iterator, which cancels only after the chunk that is under way has come.
    return { next: () => reader.read(), cancel: () => reader.cancel().catch(() => undefined) };
  }
  const iterator = stream[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    async cancel() {
      // For the same reason; this is what a stream of Node has.
      if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
      else void iterator.return?.().catch(() => undefined);
    },
  };
}
