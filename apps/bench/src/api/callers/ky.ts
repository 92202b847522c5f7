import ky from 'ky';
import { createLimit } from '../../by-hand/limit.ts';
import { exchangeByHand } from '../../by-hand/exchange-by-hand.ts';
import type { Caller } from '../caller.ts';

export const caller: Caller = {
  title: 'ky',
  packageName: 'ky',
  made: '`ky.create` with a `beforeRequest` hook over the hand-written limit',
  byFetch: true,
  create({ issuer, fetch }) {
    const tokens = createLimit(() => exchangeByHand(issuer));
    const client = ky.create({
      fetch,
      hooks: {
        beforeRequest: [
          async ({ request }) => {
            const { accessToken } = await tokens.getToken();
            request.headers.set('authorization', `Bearer ${accessToken}`);
          },
        ],
      },
    });
    return async ({ url, ...init }) => {
      const response = await client(url, init);
      await response.arrayBuffer();
      return response.status;
    };
  },
};
