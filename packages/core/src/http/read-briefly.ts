import type { ClockTimer, FullClock } from '../concurrency/clock.ts';
import { type ByteSource, byteSource, type ByteStream } from './byte-source.ts';

/** What was read of a stream. */
export interface BriefRead {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The rest, if the end was not reached. */
  readonly rest?: {
    /** The stream as it was, with `bytes` at its beginning. */
    whole(): ReadableStream<Uint8Array>;
    /** Drops the rest. Never rejects. */
    cancel(): Promise<void>;
  };
}

/**
 * How long a body is read. One that is in memory or on its way is read in milliseconds. One that takes longer is being
 * produced while it is sent.
 *
 * Why: docs/why.md#body-of-a-request
 */
const patienceMs = 1000;

/**
 * Reads a stream to its end, if that comes within a second and `maxBytes`.
 *
 * @throws the error of the stream; like `fetch` a TypeError for chunks that are not bytes
 */
export async function readBriefly(stream: ByteStream, maxBytes: number, clock: FullClock): Promise<BriefRead> {
  const source = byteSource(stream);
  const chunks: Uint8Array[] = [];
  let timer: ClockTimer | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = clock.setTimer(() => resolve(undefined), patienceMs);
    timer.hold();
  });
  try {
    for (let size = 0; ;) {
      const coming = source.next();
      const next = await Promise.race([coming, late]);
      if (next?.done === true) return { bytes: joined(chunks) };
      if (next !== undefined) {
        if (!ArrayBuffer.isView(next.value)) throw new TypeError('A body gave something else than bytes.');
        chunks.push(next.value);
        size += next.value.byteLength;
        if (!(size > maxBytes)) continue;
      }
      const then = next === undefined ? coming : source.next();
      // It is awaited only after the bytes before have been sent. Until then its rejection must not be unhandled.
      then.catch(() => undefined);
      return { bytes: joined(chunks), rest: { whole: () => rejoined(chunks, then, source), cancel: source.cancel } };
    }
  } finally {
    timer?.cancel();
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((size, { byteLength }) => size + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function rejoined(
  chunks: readonly Uint8Array[],
  then: ReturnType<ByteSource['next']>,
  source: ByteSource,
): ReadableStream<Uint8Array> {
  const kept = [...chunks];
  let coming: ReturnType<ByteSource['next']> | undefined = then;
  return new ReadableStream({
    async pull(controller) {
      const chunk = kept.shift();
      if (chunk !== undefined) return controller.enqueue(chunk);
      const next = await (coming ?? source.next());
      coming = undefined;
      if (next.done === true) return controller.close();
      controller.enqueue(next.value);
    },
    cancel: () => source.cancel(),
  });
}
