import got from 'got';
import { createLimit } from '../../parts/limit.ts';
import { exchangeByHand } from '../../parts/exchange-by-hand.ts';
import type { ApiSubject } from '../../parts/api-subject.ts';

export const subject: ApiSubject = {
  title: 'got',
  packageName: 'got',
  about: '`got.extend` with a `beforeRequest` hook over the hand-written limit',
  byFetch: false,
  create({ issuer }) {
    const tokens = createLimit(() => exchangeByHand(issuer));
    const client = got.extend({
      responseType: 'buffer',
      hooks: {
        beforeRequest: [
          async (options) => {
            const { accessToken } = await tokens.getToken();
            options.headers['authorization'] = `Bearer ${accessToken}`;
          },
        ],
      },
    });
    return async ({ url, ...init }) => {
      const { statusCode } = await client(url, init);
      return statusCode;
    };
  },
};
