import { responseError } from '../token/parse-token-response.ts';

const maxBytes = 64 * 1024;

/**
 * Reads a response's body as JSON, at most 64 KiB of it after decompression; past that the stream is cancelled.
 *
 * @param signal ends the reading as well
 * @throws TokenError `ERR_TOKEN_RESPONSE` (`too-large`, `empty`, `html`, `json`); whatever the stream itself throws
 */
export async function readJson(response: Response, origin: string, signal: AbortSignal): Promise<unknown> {
  const text = (await readText(response, origin, signal)).trim();
  if (text === '') throw responseError('empty', 'nothing', origin);
  try {
    return JSON.parse(text);
  } catch {
    if (text.startsWith('<')) throw responseError('html', 'a web page', origin);
    throw responseError('json', 'broken JSON', origin);
  }
}

async function readText({ body }: Response, origin: string, signal: AbortSignal): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  // Some implementations of fetch do not pass the abort on to a body that is being read.
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel);
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text;
      size += value.byteLength;
      if (!(size <= maxBytes)) throw responseError('too-large', 'more than 64 KiB', origin);
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
