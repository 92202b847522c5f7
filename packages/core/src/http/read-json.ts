import type { Endpoint } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import { byteSource } from './byte-source.ts';

/** How much of an answer is read: far more than a token of 16 KiB with its fields needs. (docs/why.md#body-limit) */
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
  // The body may be of any fetch: node-fetch's is a stream of Node.
  const source = byteSource(body);
  // Some implementations of fetch do not pass the abort on to a body that is being read.
  const cancel = (): void => void source.cancel();
  signal.addEventListener('abort', cancel);
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let size = 0; ;) {
      const { done, value } = await source.next();
      if (done === true) return text;
      size += value.byteLength;
      if (!(size <= maxBytes)) throw responseError('too-large', 'more than 64 KiB', at);
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
