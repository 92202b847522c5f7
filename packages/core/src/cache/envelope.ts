import type { CacheKeys } from './cache-key.ts';

const version = 'tk2.';

/**
 * The longest entry: a token of 16 KiB with its numbers, in base64 (JSON escapes only quotes and backslashes of it). A
 * longer one is a miss before it is decoded: 20 MB blocked the event loop for 2.4 s.
 *
 * Why: docs/why.md#sealed-length
 */
export const longestSealed = 24_576;

/** Encrypts a JSON value for a cache (AES-256-GCM), bound to its cache key. The result is `tk2.` and base64. */
export async function seal(value: unknown, { cacheKey, sealingKey }: CacheKeys): Promise<string> {
  const utf8 = new TextEncoder();
  const iv = globalThis.crypto.getRandomValues(new Uint8Array(12));
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8.encode(version + cacheKey) };
  const plain = utf8.encode(JSON.stringify(value));
  const sealed = new Uint8Array(await globalThis.crypto.subtle.encrypt(algorithm, sealingKey, plain));
  return version + btoa(String.fromCharCode(...iv) + Array.from(sealed, (byte) => String.fromCharCode(byte)).join(''));
}

/** @returns the value, or `undefined` if these keys did not seal it: damaged, foreign, too long, of another version */
export async function open(value: string, { cacheKey, sealingKey }: CacheKeys): Promise<unknown> {
  try {
    if (!(value.length <= longestSealed) || !value.startsWith(version)) return undefined;
    const binary = atob(value.slice(version.length));
    // atob() ignores spaces, missing padding and unused bits. Only text that seal() would write is opened.
    if (version + btoa(binary) !== value) return undefined;
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const additionalData = new TextEncoder().encode(version + cacheKey);
    const algorithm = { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData };
    const plain = await globalThis.crypto.subtle.decrypt(algorithm, sealingKey, bytes.subarray(12));
    const opened: unknown = JSON.parse(new TextDecoder().decode(plain));
    return opened;
  } catch {
    return undefined;
  }
}
