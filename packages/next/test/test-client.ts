import {
  createTokenClient,
  Secret,
  type TokenClient,
  type TokenClientOptions,
  type TokenIssuer,
} from '@tokenkeep/core';

/** An issuer that is this process: it grants `token`, and `https://api.test` may have it. */
export function testIssuer(token: string): TokenIssuer {
  return {
    origin: 'https://issuer.test',
    apiOrigins: ['https://api.test'],
    prepare: () => ({
      identity: ['test'],
      secret: new Secret('a secret'),
      exchange: async () => ({ accessToken: token, expiresInMs: 60_000 }),
    }),
  };
}

/** A client of {@link testIssuer}. */
export function testClient(token: string, options: Omit<TokenClientOptions, 'issuer'> = {}): TokenClient {
  return createTokenClient({ ...options, issuer: testIssuer(token) });
}
