import type { AccessTokenFields } from '../token/access-token.ts';
import type { CacheKeys } from './cache-key.ts';

const version = 'tk2.';

/** Encrypts and authenticates a token for a cache: AES-256-GCM, bound to its cache key; `tk2.` and base64. */
export async function seal(fields: AccessTokenFields, { cacheKey, sealingKey }: CacheKeys): Promise<string> {
  const { accessToken, expiresAt, lifetimeMs } = fields;
  const utf8 = new TextEncoder();
  const iv = globalThis.crypto.getRandomValues(new Uint8Array(12));
  const plain = utf8.encode(JSON.stringify([accessToken, expiresAt, lifetimeMs]));
  const algorithm = { name: 'AES-GCM', iv, additionalData: utf8.encode(version + cacheKey) };
  const sealed = new Uint8Array(await globalThis.crypto.subtle.encrypt(algorithm, sealingKey, plain));
  return version + btoa(String.fromCharCode(...iv) + Array.from(sealed, (byte) => String.fromCharCode(byte)).join(''));
}

/** @returns the token, or `undefined` for whatever these keys did not seal: damaged, foreign, of another version */
export async function open(value: string, { cacheKey, sealingKey }: CacheKeys): Promise<AccessTokenFields | undefined> {
  try {
    if (!value.startsWith(version)) return undefined;
    const binary = atob(value.slice(version.length));
    // atob() overlooks spaces, missing padding and spare bits: only what seal() wrote is taken.
    if (version + btoa(binary) !== value) return undefined;
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const additionalData = new TextEncoder().encode(version + cacheKey);
    const algorithm = { name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData };
    const plain = await globalThis.crypto.subtle.decrypt(algorithm, sealingKey, bytes.subarray(12));
    return fields(JSON.parse(new TextDecoder().decode(plain)));
  } catch {
    return undefined;
  }
}

function fields(value: unknown): AccessTokenFields | undefined {
  if (!Array.isArray(value)) return undefined;
  const [accessToken, expiresAt, lifetimeMs]: unknown[] = value;
  if (typeof accessToken !== 'string' || typeof expiresAt !== 'number' || typeof lifetimeMs !== 'number')
    return undefined;
  return { accessToken, expiresAt, lifetimeMs };
}
