import { exchangeByHand, type PlainToken } from '../by-hand/exchange-by-hand.ts';
import type { Subject } from '../subject.ts';

/** The least that can be done: one comparison, one promise. It waits at every refresh. */
export const subject: Subject<PlainToken> = {
  title: 'hand-written limit',
  packageName: undefined,
  adapted: 'nothing: written for the issuer, five minutes ahead, one flight',
  create(issuer) {
    let refreshAt = 0;
    let cachedPromise: Promise<PlainToken> | undefined;
    let flight: Promise<PlainToken> | undefined;

    function refresh(): Promise<PlainToken> {
      flight ??= exchangeByHand(issuer)
        .then((token) => {
          refreshAt = token.expiresAt - 300_000;
          cachedPromise = Promise.resolve(token);
          return token;
        })
        .finally(() => {
          flight = undefined;
        });
      return flight;
    }

    return {
      getToken() {
        if (Date.now() < refreshAt && cachedPromise !== undefined) return cachedPromise;
        return refresh();
      },
      tokenOf: ({ accessToken }) => accessToken,
    };
  },
};
