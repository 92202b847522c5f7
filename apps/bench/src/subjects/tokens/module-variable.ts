import { exchangeByHand, type PlainToken } from '../../parts/exchange-by-hand.ts';
import type { TokenSubject } from '../../parts/token-subject.ts';

let cached: PlainToken | undefined;

/** What most code bases have: a variable of the module, a margin of five minutes, everybody for himself. */
export const subject: TokenSubject<string> = {
  title: 'module variable',
  packageName: undefined,
  about: 'nothing: written for the issuer, five minutes ahead',
  create(issuer) {
    cached = undefined;
    return {
      async getToken() {
        if (cached === undefined || Date.now() > cached.expiresAt - 300_000) cached = await exchangeByHand(issuer);
        return cached.accessToken;
      },
      tokenOf: (token) => token,
    };
  },
};
