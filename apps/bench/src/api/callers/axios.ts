import { create } from 'axios';
import { createLimit } from '../../by-hand/limit.ts';
import { exchangeByHand } from '../../by-hand/exchange-by-hand.ts';
import type { Caller } from '../caller.ts';

export const caller: Caller = {
  title: 'axios',
  packageName: 'axios',
  made: '`axios.create` with a request interceptor over the hand-written limit, `keepAlive` as Node has it',
  byFetch: false,
  create({ issuer }) {
    const tokens = createLimit(() => exchangeByHand(issuer));
    const client = create({ responseType: 'arraybuffer' });
    client.interceptors.request.use(async (config) => {
      const { accessToken } = await tokens.getToken();
      config.headers.set('authorization', `Bearer ${accessToken}`);
      return config;
    });
    return async ({ url, method, headers, body }) => {
      const { status } = await client.request({
        url,
        method,
        headers: { ...headers },
        ...(body !== undefined && { data: body }),
      });
      return status;
    };
  },
};
