import { Secret, type TokenIssuer } from '@tokenkeep/core';

/** An issuer that grants one token, to tell clients apart. */
export function issuerOf(accessToken: string): TokenIssuer {
  const origin = 'https://issuer.example';
  return {
    origin,
    apiOrigins: [origin],
    prepare: () => ({
      identity: ['test'],
      secret: new Secret('secret'),
      exchange: async () => ({ accessToken, expiresInMs: 3_600_000 }),
    }),
  };
}
