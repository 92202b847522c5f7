import { create } from 'axios';
import { createLimit } from '../../parts/limit.ts';
import { exchangeByHand } from '../../parts/exchange-by-hand.ts';
import type { ApiSubject } from '../../parts/api-subject.ts';

export const subject: ApiSubject = {
  title: 'axios',
  packageName: 'axios',
  about: '`axios.create` with a request interceptor over the hand-written limit, `keepAlive` as Node has it',
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
