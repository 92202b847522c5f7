import type { Clock } from '../../concurrency/clock.ts';
import type { ReadyKey } from './signing-key.ts';

/** The claims of a JWT. */
export interface JwtClaims {
  readonly [claim: string]: unknown;
}

/**
 * How long it is good for, seconds: it is used at once, and a server's clock may be a little ahead or behind.
 *
 * Why: docs/why.md#assertions
 */
const validFor = 60;

/**
 * Seconds by which it is dated back. A server refuses what was issued in its future: a clock 20 s ahead of the server's
 * was refused by oidc-provider. For the same reason there is no `nbf`.
 *
 * Why: docs/why.md#assertions
 */
const datedBack = 60;

/**
 * Signs a JWT (RFC 7519) that is used at once: `iat` a minute ago, `exp` in a minute, an id of its own.
 *
 * @param keyId the `kid` by which the server knows the key
 */
export async function signJwt(
  { key, algorithm }: ReadyKey,
  keyId: string | undefined,
  claims: JwtClaims,
  clock: Pick<Clock, 'now'>,
): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  const header = { alg: algorithm.alg, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) };
  const body = { ...claims, iat: now - datedBack, exp: now + validFor, jti: globalThis.crypto.randomUUID() };
  const utf8 = new TextEncoder();
  const signed = [header, body].map((part) => base64url(utf8.encode(JSON.stringify(part)))).join('.');
  const signature = await globalThis.crypto.subtle.sign(algorithm, key, utf8.encode(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
