import { openAsBlob } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { UsageError } from '../usage-error.ts';

/**
 * Reads `-d`: the text itself, `@file`, which is read while it is sent, or `-` for standard input, which is read first.
 * Each can be sent a second time, after a 401.
 */
export async function requestBody(data: string): Promise<string | Blob | Uint8Array<ArrayBuffer>> {
  if (data === '-' || data === '@-') return new Uint8Array(await buffer(process.stdin));
  if (!data.startsWith('@')) return data;
  try {
    return await openAsBlob(data.slice(1));
  } catch {
    throw new UsageError(`${data.slice(1)} cannot be read: check the path after the @ of -d.`);
  }
}
