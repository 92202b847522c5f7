import { responseError } from '../token/parse-token-response.ts';

const maxBytes = 64 * 1024;

/**
 * Reads a response's body as JSON, at most 64 KiB of it after decompression; past that the stream is cancelled.
 *
 * @param signal ends the reading as well
 * @throws TokenError `ERR_TOKEN_RESPONSE` (`too-large`, `empty`, `html`, `json`); whatever the stream itself throws
 */
export async function readJson(response: Response, origin: string, signal: AbortSignal): Promise<unknown> {
  const text = await readText(response, origin, signal);
  if (text.trim() === '') throw responseError('empty', 'an empty body', origin);
  try {
    return JSON.parse(text);
  } catch {
    if (text.trimStart().startsWith('<')) throw responseError('html', 'a page instead of JSON', origin);
    throw responseError('json', 'broken JSON', origin);
  }
}

async function readText(response: Response, origin: string, signal: AbortSignal): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  // Some implementations of fetch do not pass the abort on to a body that is being read.
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return text + decoder.decode();
      size += value.byteLength;
      if (size > maxBytes) throw responseError('too-large', 'more than 64 KiB', origin);
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    reader.cancel().catch(() => undefined);
  }
}
