import type { TokenExchange } from '../issuer/token-issuer.ts';
import type { Secret } from '../token/secret.ts';

/** The key under which a token is stored, and the key that encrypts it. */
export interface CacheKeys {
  /** `tk2-` and 32 hexadecimal digits. */
  readonly cacheKey: string;
  readonly sealingKey: CryptoKey;
}

/**
 * Derives both keys from the secret (HKDF-SHA-256, RFC 5869), bound to the identity: issuer, client id and everything
 * else that tells its tokens apart. So a rotated secret or another base URL finds no entry, and whoever runs the cache
 * learns nothing.
 *
 * Why: docs/why.md#sealing
 */
export async function deriveCacheKeys({
  identity,
  secret,
}: Pick<TokenExchange, 'identity'> & { readonly secret: Secret }): Promise<CacheKeys> {
  const { subtle } = globalThis.crypto;
  const utf8 = new TextEncoder();
  const material = await subtle.importKey('raw', utf8.encode(secret.reveal()), 'HKDF', false, [
    'deriveBits',
    'deriveKey',
  ]);
  const hkdf = (use: string): HkdfParams => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: utf8.encode('tokenkeep v2'),
    info: utf8.encode(JSON.stringify([use, ...identity])),
  });
  const [name, sealingKey] = await Promise.all([
    subtle.deriveBits(hkdf('cache key'), material, 128),
    subtle.deriveKey(hkdf('sealing key'), material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  ]);
  return { cacheKey: `tk2-${hex(new Uint8Array(name))}`, sealingKey };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
