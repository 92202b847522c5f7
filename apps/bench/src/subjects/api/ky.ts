import ky from 'ky';
import { createLimit } from '../../parts/limit.ts';
import { exchangeByHand } from '../../parts/exchange-by-hand.ts';
import type { ApiSubject } from '../../parts/api-subject.ts';

export const subject: ApiSubject = {
  title: 'ky',
  packageName: 'ky',
  about: '`ky.create` with a `beforeRequest` hook over the hand-written limit',
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
