import type { TokenSubjectClient } from './token-subject.ts';
import type { PlainToken } from './exchange-by-hand.ts';

/** The least that can be done: one comparison, one promise. It waits at every refresh. */
export function createLimit(exchange: () => Promise<PlainToken>): TokenSubjectClient<PlainToken> {
  let refreshAt = 0;
  let cachedPromise: Promise<PlainToken> | undefined;
  let flight: Promise<PlainToken> | undefined;

  function refresh(): Promise<PlainToken> {
    flight ??= exchange()
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
}
