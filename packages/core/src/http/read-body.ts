import { isByteStream } from './byte-source.ts';

/**
 * Larger ones are copied only where a token is awaited: a copy of 100 kB costs 4 to 15 % of a whole call (measured).
 *
 * Why: docs/why.md#changed-bytes
 */
const alwaysCopiedBytes = 16_384;

/**
 * A body as it is now: the caller may change a form, parameters or bytes while the call is under way.
 *
 * | body | |
 * | --- | --- |
 * | string, blob, number, … | cannot change |
 * | `URLSearchParams`, the platform's own `FormData`, bytes | copied |
 * | bytes above 16 KiB that are sent at once | as given: a second try sends what they are then |
 * | stream, async iterable, another implementation's form | as given |
 *
 * @param sentAtOnce whether the underlying `fetch` reads it before the caller goes on
 */
export function readBody(body: BodyInit | null, sentAtOnce: boolean): BodyInit | null {
  if (typeof body !== 'object' || body === null) return body;
  const bytes = bytesOf(body);
  if (bytes !== undefined) return sentAtOnce && bytes.byteLength > alwaysCopiedBytes ? body : bytes.slice();
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  return body instanceof FormData ? copyOfForm(body) : body;
}

/** Whether a body is used up by sending it. Forms and blobs of any implementation are not. */
export function isStream(body: unknown): boolean {
  // Node's older streams, which the npm package form-data extends, cannot be iterated.
  return isByteStream(body) || (typeof body === 'object' && body !== null && 'pipe' in body);
}

function bytesOf(body: object): Uint8Array<ArrayBuffer> | undefined {
  if (ArrayBuffer.isView(body)) {
    const { buffer, byteOffset, byteLength } = body;
    return buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, byteLength) : undefined;
  }
  return body instanceof ArrayBuffer ? new Uint8Array(body) : undefined;
}

function copyOfForm(form: FormData): FormData {
  const copy = new FormData();
  for (const [name, value] of form) copy.append(name, value);
  return copy;
}
