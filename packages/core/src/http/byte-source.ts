/** A source of chunks: a web stream, or an iterable such as a stream of Node. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Reads the chunks of a {@link ByteStream} one by one. */
export interface ByteSource {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
  /** Drops the rest: a pending `next` ends now. Never rejects. */
  cancel(): Promise<void>;
}

/** Whether a body is such a stream. */
export function isByteStream(body: unknown): body is ByteStream {
  return typeof body === 'object' && body !== null && (Symbol.asyncIterator in body || 'getReader' in body);
}

/** Starts to read it. */
export function byteSource(stream: ByteStream): ByteSource {
  if ('getReader' in stream) {
    const reader = stream.getReader();
    // Not with its iterator, which cancels only after the pending chunk has come.
    return { next: () => reader.read(), cancel: () => reader.cancel().catch(() => undefined) };
  }
  const iterator = stream[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    async cancel() {
      // For the same reason: a stream of Node has `destroy`.
      if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
      else void iterator.return?.().catch(() => undefined);
    },
  };
}
