import got from 'got';
import { createLimit } from '../../by-hand/limit.ts';
import { exchangeByHand } from '../../by-hand/exchange-by-hand.ts';
import type { Caller } from '../caller.ts';

export const caller: Caller = {
  title: 'got',
  packageName: 'got',
  made: '`got.extend` with a `beforeRequest` hook over the hand-written limit',
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
