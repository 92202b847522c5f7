import type { IncomingMessage } from 'node:http';

/** Larger than any request for a token. */
const most = 16_384;

/** Reads a small body. @returns `undefined` for one that is too large */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
