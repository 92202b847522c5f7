import { openAsBlob } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { UsageError } from '../usage-error.ts';

/**
 * Reads `-d`: the text itself, `@file`, which is read while it is sent, or `-` for standard input, which is read first,
 * as is what is no plain file, such as `@/dev/stdin`. Each can be sent a second time, after a 401.
 */
export async function requestBody(data: string): Promise<string | Blob | Uint8Array<ArrayBuffer>> {
  if (data === '-' || data === '@-') return new Uint8Array(await buffer(process.stdin));
  if (!data.startsWith('@')) return data;
  const file = data.slice(1);
  try {
    // A pipe has no size, by which a Blob of it would be empty.
    return (await stat(file)).isFile() ? await openAsBlob(file) : new Uint8Array(await readFile(file));
  } catch {
    throw new UsageError(`${file} cannot be read: check the path after the @ of -d.`);
  }
}
