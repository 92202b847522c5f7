/** How a JWT can be signed (RFC 7518 §3.1, RFC 8037). */
export type SigningAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

/** What kind of key a private key is: `RSA`, the name of its curve, or `Ed25519`. */
export type KeyKind = 'RSA' | 'P-256' | 'P-384' | 'P-521' | 'Ed25519';

/** What WebCrypto is told, when a key is imported and when it signs. */
export interface WebCryptoAlgorithm {
  readonly alg: SigningAlgorithm;
  readonly kind: KeyKind;
  readonly name: string;
  readonly hash: string;
  readonly saltLength: number;
  readonly namedCurve: string;
}

/** All of them. The first that fits a kind of key is its usual one. Marked, so that a bundle without keys has none. */
export const signingAlgorithms: readonly WebCryptoAlgorithm[] = /* @__PURE__ */ all();

function all(): readonly WebCryptoAlgorithm[] {
  return [
    algorithm('RS256', 'RSA', 'RSASSA-PKCS1-v1_5', 256),
    algorithm('RS384', 'RSA', 'RSASSA-PKCS1-v1_5', 384),
    algorithm('RS512', 'RSA', 'RSASSA-PKCS1-v1_5', 512),
    algorithm('PS256', 'RSA', 'RSA-PSS', 256),
    algorithm('PS384', 'RSA', 'RSA-PSS', 384),
    algorithm('PS512', 'RSA', 'RSA-PSS', 512),
    algorithm('ES256', 'P-256', 'ECDSA', 256),
    algorithm('ES384', 'P-384', 'ECDSA', 384),
    algorithm('ES512', 'P-521', 'ECDSA', 512),
    algorithm('EdDSA', 'Ed25519', 'Ed25519', 512),
  ];
}

/** WebCrypto overlooks what an algorithm does not know; the salt is as long as the hash (RFC 7518 §3.5). */
function algorithm(alg: SigningAlgorithm, kind: KeyKind, name: string, bits: number): WebCryptoAlgorithm {
  return { alg, kind, name, hash: `SHA-${bits}`, saltLength: bits / 8, namedCurve: kind };
}
