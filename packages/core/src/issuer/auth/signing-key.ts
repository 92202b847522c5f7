import { configError } from '../../errors/config-error.ts';
import { Secret } from '../../token/secret.ts';
import { readPkcs8 } from './read-pkcs8.ts';
import { signingAlgorithms, type SigningAlgorithm, type WebCryptoAlgorithm } from './signing-algorithm.ts';

/** `CryptoKey`, which is no global type where there is no DOM, as in a Node project. */
type WebCryptoKey = Parameters<typeof globalThis.crypto.subtle.sign>[1];

/** A private key for signing: a WebCrypto key, a JWK (RFC 7517), or a PEM with `BEGIN PRIVATE KEY` (PKCS#8). */
export type SigningKey = WebCryptoKey | { readonly kty: string; readonly [member: string]: unknown } | string;

/** A key that is ready to sign. */
export interface ReadyKey {
  readonly key: WebCryptoKey;
  readonly algorithm: WebCryptoAlgorithm;
  /** The private number of the key, if it can be had: what a cache can be sealed with. */
  readonly secret: Secret | undefined;
}

/** Shorter ones are within reach of those who can afford it (NIST SP 800-131A). (docs/why.md#rsa-keys) */
const leastRsaBits = 2048;

/**
 * Finds out what a key signs with, without a promise, so that a wrong one is refused where it is given.
 *
 * @param wanted the algorithm that was asked for
 * @returns a function that gets it ready for WebCrypto
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no private key, is too weak, or cannot do what is wanted
 */
export function signingKey(given: SigningKey, wanted: SigningAlgorithm | undefined): () => Promise<ReadyKey> {
  if (typeof given === 'string') return pem(given, wanted);
  if (!Object.hasOwn(Object(given), 'kty')) return cryptoKey(Object(given), wanted);
  return jwk(Object.assign(Object.create(null), given), wanted);
}

function pem(given: string, wanted: SigningAlgorithm | undefined): () => Promise<ReadyKey> {
  const { der, kind, rsaBits } = readPkcs8(given) ?? {};
  const algorithm = chosen(kind, rsaBits, (alg) => wanted === undefined || alg.alg === wanted);
  if (der === undefined) throw noKey();
  return () => imported(algorithm, () => globalThis.crypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign']));
}

function jwk(given: JsonWebKey, wanted: SigningAlgorithm | undefined): () => Promise<ReadyKey> {
  const { kty, crv, alg, n, e, d, p, q, dp, dq, qi, x, y } = given;
  if (typeof d !== 'string') throw noKey();
  // Three bytes in four characters; the first of a modulus is not 0.
  const rsaBits = typeof n === 'string' ? Math.floor((n.length * 3) / 4) * 8 : undefined;
  // RFC 9864 calls EdDSA by its curve, and Node exports it so.
  const named = wanted ?? (alg === 'Ed25519' ? 'EdDSA' : alg);
  const algorithm = chosen(crv ?? kty, rsaBits, (each) => named === undefined || each.alg === named);
  // Without `use`, `key_ops` and `ext`, which may forbid what is meant.
  const bare = Object.entries({ kty, crv, n, e, d, p, q, dp, dq, qi, x, y }).filter(([, value]) => value !== undefined);
  const key: JsonWebKey = Object.fromEntries(bare);
  return () => imported(algorithm, () => globalThis.crypto.subtle.importKey('jwk', key, algorithm, true, ['sign']));
}

function cryptoKey(key: WebCryptoKey, wanted: SigningAlgorithm | undefined): () => Promise<ReadyKey> {
  const { usages, algorithm: own, extractable }: Partial<WebCryptoKey> = key;
  // A public key has no usage `sign`, a shared secret another name.
  if (!usages?.includes('sign')) throw noKey();
  const { name, hash, namedCurve, modulusLength }: Partial<RsaHashedKeyAlgorithm & EcKeyAlgorithm> = { ...own };
  const made = signingAlgorithms.filter(
    (each) => each.name === name && (hash?.name ?? each.hash) === each.hash && (namedCurve ?? each.kind) === each.kind,
  );
  if (made.length === 0 && modulusLength === undefined) throw noKey();
  const algorithm = chosen(
    made[0]?.kind ?? 'RSA',
    modulusLength,
    (each) => made.includes(each) && (wanted ?? each.alg) === each.alg,
  );
  return async () => ({ key, algorithm, secret: extractable ? await privateNumber(key) : undefined });
}

/** @throws TokenError `ERR_TOKEN_CONFIG` for another kind of key, a short one, or none of its algorithms fitting */
function chosen(
  kind: string | undefined,
  rsaBits: number | undefined,
  fits: (algorithm: WebCryptoAlgorithm) => boolean,
): WebCryptoAlgorithm {
  const possible = signingAlgorithms.filter((each) => each.kind === kind);
  if (possible.length === 0) throw noKey();
  if (kind === 'RSA' && !((rsaBits ?? 0) >= leastRsaBits)) {
    throw configError(`key is shorter than ${leastRsaBits} bits: give a longer one.`);
  }
  const algorithm = possible.find((each) => fits(each));
  if (algorithm !== undefined) return algorithm;
  throw configError(
    `key signs with ${possible.map(({ alg }) => alg).join(', ')}: correct algorithm, or give another key.`,
  );
}

async function imported(algorithm: WebCryptoAlgorithm, importKey: () => Promise<WebCryptoKey>): Promise<ReadyKey> {
  try {
    const key = await importKey();
    return { key, algorithm, secret: await privateNumber(key) };
  } catch {
    // What WebCrypto says of a damaged key may quote it.
    throw noKey();
  }
}

async function privateNumber(key: WebCryptoKey): Promise<Secret> {
  const { d = '' } = await globalThis.crypto.subtle.exportKey('jwk', key);
  return new Secret(d);
}

function noKey(): Error {
  return configError(
    'key must be a private one for RSA, ECDSA (P-256, P-384, P-521) or Ed25519, as a CryptoKey with usage sign, a JWK, or a PEM with BEGIN PRIVATE KEY: give such a key, converting others with "openssl pkcs8 -topk8 -nocrypt".',
  );
}
