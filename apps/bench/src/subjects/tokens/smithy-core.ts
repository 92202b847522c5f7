import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import { exchangeByHand } from '../../parts/exchange-by-hand.ts';
import type { TokenSubject } from '../../parts/token-subject.ts';

interface BearerIdentity {
  readonly token: string;
  readonly expiration: Date;
}

export const subject: TokenSubject<BearerIdentity> = {
  title: "@smithy/core's memoizeIdentityProvider",
  packageName: '@smithy/core',
  about: 'the identity provider it memoizes is the exchange written by hand',
  create(issuer) {
    const provider = memoizeIdentityProvider(
      async () => {
        const { accessToken, expiresAt } = await exchangeByHand(issuer);
        return { token: accessToken, expiration: new Date(expiresAt) };
      },
      isIdentityExpired,
      doesIdentityRequireRefresh,
    );
    if (provider === undefined) throw new Error('memoizeIdentityProvider made nothing.');
    return { getToken: () => provider(), tokenOf: ({ token }) => token };
  },
};
