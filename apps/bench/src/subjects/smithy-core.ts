import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import { exchangeByHand } from '../by-hand/exchange-by-hand.ts';
import type { Subject } from '../subject.ts';

interface BearerIdentity {
  readonly token: string;
  readonly expiration: Date;
}

export const subject: Subject<BearerIdentity> = {
  title: "@smithy/core's memoizeIdentityProvider",
  packageName: '@smithy/core',
  adapted: 'the identity provider it memoizes is the exchange written by hand',
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
