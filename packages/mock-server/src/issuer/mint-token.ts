import { createHmac, randomBytes } from 'node:crypto';

/** What a token is minted for. Only a JWT-shaped token shows any of it. */
export interface TokenFacts {
  readonly appId: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Makes tokens that nobody can guess. */
export type MintToken = (facts: TokenFacts) => string;

/** 32 random bytes, base64url: 43 characters that mean nothing. */
export const mintOpaqueToken: MintToken = () => randomBytes(32).toString('base64url');

/** JWTs (RFC 7519) signed with HS256 and a key that nobody keeps: for clients that read `exp` from their token. */
export function createJwtMint(): MintToken {
  const key = randomBytes(32);
  return ({ appId, issuedAt, expiresAt }) => {
    const claims = {
      iss: 'tokenkeep-mock',
      sub: appId,
      iat: Math.floor(issuedAt / 1000),
      exp: Math.floor(expiresAt / 1000),
      jti: randomBytes(16).toString('base64url'),
    };
    const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
