import type { KeyKind } from './signing-algorithm.ts';

/** A private key out of a PEM. */
export interface Pkcs8Key {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly kind: KeyKind;
  /** The length of the modulus, for RSA. */
  readonly rsaBits: number | undefined;
}

/** Object identifiers in hexadecimal: of the algorithm (RFC 8017, RFC 8410), or of the curve (RFC 5480). */
const kinds: Readonly<Record<string, KeyKind>> = {
  '2a864886f70d010101': 'RSA',
  '2b6570': 'Ed25519',
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
};

/**
 * Reads `-----BEGIN PRIVATE KEY-----` (PKCS#8, RFC 5958), far enough to know what kind of key it is, since WebCrypto
 * wants to be told. Line breaks that an environment variable wrote as `\n` are taken for line breaks.
 *
 * @returns `undefined` for everything else: a public key, PKCS#1, an encrypted or cut one
 */
export function readPkcs8(pem: string): Pkcs8Key | undefined {
  const [, base64 = ''] = /-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----/.exec(pem) ?? [];
  const compact = base64.replaceAll(/\\[rn]|\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact) || compact.length % 4 !== 0) return undefined;
  const der = Uint8Array.from(atob(compact), (char) => char.charCodeAt(0));
  const [whole, ...more] = elements(der);
  const [, algorithm, key] = elements(whole);
  const [name, curve] = elements(algorithm);
  const kind = kinds[hex(name)] ?? kinds[hex(curve)];
  if (more.length > 0 || key === undefined || kind === undefined) return undefined;
  if (kind !== 'RSA') return { der, kind, rsaBits: undefined };
  const [numbers] = elements(key);
  const [, modulus] = elements(numbers);
  return modulus && { der, kind, rsaBits: hex(modulus).replace(/^0+/, '').length * 4 };
}

/** The contents of the DER elements in these bytes, one behind the other; none if they do not fill them exactly. */
function elements(bytes: Uint8Array<ArrayBuffer> = new Uint8Array()): readonly Uint8Array<ArrayBuffer>[] {
  const found: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at + 1] ?? 0;
    // From 128 on the byte tells how many bytes the length has.
    const digits = first < 128 ? 0 : first - 128;
    const from = at + 2 + digits;
    const length = digits === 0 ? first : Number.parseInt(hex(bytes.subarray(at + 2, from)), 16);
    if (!(from + length <= bytes.length)) return [];
    found.push(bytes.subarray(from, from + length));
    at = from + length;
  }
  return found;
}

function hex(bytes: Uint8Array = new Uint8Array()): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
