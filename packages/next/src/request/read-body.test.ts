import { describe, expect, it } from 'vitest';
import { readBody } from './read-body.ts';

const mebibyte = 1024 * 1024;

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  // The types of the DOM do not know `duplex`, which Node demands for a stream.
  const init = { method: 'POST', body, headers, duplex: 'half' };
  return new Request('https://app.test', init);
}

describe('the body of a request', () => {
  it('is read whole, whatever bytes and chunks it is made of', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);
    const chunks = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const [from, to] of [[0, 3], [3, 3], [3]]) controller.enqueue(bytes.slice(from, to));
        controller.close();
      },
    });
    expect(await readBody(post(chunks))).toEqual(bytes);
  });

  it('may be 1 MiB long', async () => {
    expect((await readBody(post(new Uint8Array(mebibyte))))?.byteLength).toBe(mebibyte);
  });

  it('may not be one byte longer', async () => {
    expect(await readBody(post(new Uint8Array(mebibyte + 1)))).toBeUndefined();
  });

  it('is not read on once it is too long', async () => {
    let sent = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(mebibyte / 4));
      },
      cancel() {
        cancelled = true;
      },
    });
    expect(await readBody(post(endless))).toBeUndefined();
    expect(cancelled).toBe(true);
    expect(sent).toBeLessThan(10);
  });

  it('is not read at all when it is declared too long', async () => {
    const request = post('short', { 'content-length': String(mebibyte + 1) });
    expect(await readBody(request)).toBeUndefined();
    expect(request.bodyUsed).toBe(false);
  });

  it('is empty where there is none, and for GET and HEAD', async () => {
    expect(await readBody(new Request('https://app.test', { method: 'POST' }))).toEqual(new Uint8Array());
    expect(await readBody(new Request('https://app.test'))).toEqual(new Uint8Array());
  });
});
