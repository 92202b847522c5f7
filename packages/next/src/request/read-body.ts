/** Why: docs/why.md#proxied-body */
const maxBytes = 1024 * 1024;

/**
 * Reads the whole body, so that it goes on under our own framing.
 *
 * @returns `undefined` for one over 1 MiB, as soon as that is known; an empty array where there is none
 */
export async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { method } = request;
  if (request.body === null || method === 'GET' || method === 'HEAD') return new Uint8Array();
  if (Number(request.headers.get('content-length')) > maxBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.byteLength;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}
