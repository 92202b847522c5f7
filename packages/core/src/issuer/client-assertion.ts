import { configError } from '../errors/config-error.ts';

/** What a client assertion says, and who signs it. */
export interface ClientAssertion {
  readonly clientId: string;
  readonly privateKey: CryptoKey;
  readonly keyId: string | undefined;
  readonly audience: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
}

/** How long an assertion is good for, seconds. */
const validFor = 60;

/** A JWT by which a client proves that it holds its key (RFC 7523 §3), valid for a minute. */
export async function signClientAssertion(assertion: ClientAssertion): Promise<string> {
  const { clientId, privateKey, keyId, audience, issuedAt } = assertion;
  const { alg, params } = signing(privateKey);
  const header = { alg, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) };
  const times = { iat: issuedAt, nbf: issuedAt, exp: issuedAt + validFor };
  const claims = { iss: clientId, sub: clientId, aud: audience, jti: globalThis.crypto.randomUUID(), ...times };
  const utf8 = new TextEncoder();
  const signed = [header, claims].map((part) => base64url(utf8.encode(JSON.stringify(part)))).join('.');
  const signature = await globalThis.crypto.subtle.sign(params, privateKey, utf8.encode(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

/**
 * The JOSE name of what the key does (RFC 7518 §3.1, RFC 8037), and how WebCrypto is told to do it.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no private CryptoKey that may sign; a public one has no usage `sign`, a shared secret another name
 */
export function signing(key: CryptoKey): {
  readonly alg: string;
  readonly params: AlgorithmIdentifier | EcdsaParams | RsaPssParams;
} {
  const { usages, algorithm }: Partial<CryptoKey> = Object(key);
  const { name, hash, namedCurve }: { name?: string; hash?: { name: string }; namedCurve?: string } = Object(
    usages?.includes('sign') && algorithm,
  );
  const bits = hash?.name.replace('SHA-', '') ?? '';
  if (name === 'RSASSA-PKCS1-v1_5') return { alg: `RS${bits}`, params: name };
  if (name === 'RSA-PSS') return { alg: `PS${bits}`, params: { name, saltLength: Number(bits) / 8 } };
  if (name === 'Ed25519') return { alg: 'EdDSA', params: name };
  const curve = { 'P-256': '256', 'P-384': '384', 'P-521': '512' }[namedCurve ?? ''];
  if (name === 'ECDSA' && curve !== undefined) return { alg: `ES${curve}`, params: { name, hash: `SHA-${curve}` } };
  throw configError(
    'privateKey must be a CryptoKey of type private with usage sign, RSA, ECDSA or Ed25519: generate or import it as such.',
  );
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
