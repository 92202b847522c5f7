import { createTokenClient, Secret, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';

/** A client whose issuer is this process: it grants `token`, and `https://api.test` may have it. */
export function testClient(token: string, options: Omit<TokenClientOptions, 'issuer'> = {}): TokenClient {
  return createTokenClient({
    ...options,
    issuer: {
      origin: 'https://issuer.test',
      apiOrigins: ['https://api.test'],
      prepare: () => ({
        identity: ['test'],
        secret: new Secret('a secret'),
        exchange: async () => ({ accessToken: token, expiresInMs: 60_000 }),
      }),
    },
  });
}
