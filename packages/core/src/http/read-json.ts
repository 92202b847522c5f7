import type { Endpoint } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';

/** Far more than any token with its fields needs (16 KiB), and too little to fill a memory. (docs/why.md#body-limit) */
const maxBytes = 64 * 1024;

/**
 * Reads a response's body as JSON, at most 64 KiB of it after decompression; past that the stream is cancelled.
 *
 * @param signal ends the reading as well
 * @throws TokenError `ERR_TOKEN_RESPONSE` (`too-large`, `empty`, `html`, `json`); whatever the stream itself throws
 */
export async function readJson(response: Response, at: Endpoint, signal: AbortSignal): Promise<unknown> {
  const text = (await readText(response, at, signal)).trim();
  if (text === '') throw responseError('empty', 'nothing', at);
  try {
    return JSON.parse(text);
  } catch {
    if (text.startsWith('<')) throw responseError('html', 'a web page', at);
    throw responseError('json', 'broken JSON', at);
  }
}

async function readText({ body }: Response, at: Endpoint, signal: AbortSignal): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of chunksOf(body, signal)) {
    size += chunk.byteLength;
    if (!(size <= maxBytes)) throw responseError('too-large', 'more than 64 KiB', at);
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

/** The chunks of a body, whatever fetch made it: node-fetch gives a stream of Node's. Leaving the loop cancels it. */
async function* chunksOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (typeof body.getReader !== 'function') return yield* body;
  const reader = body.getReader();
  // Some implementations of fetch do not pass the abort on to a body that is being read.
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
