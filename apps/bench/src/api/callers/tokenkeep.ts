import { createTokenClient, symbl } from '@tokenkeep/core';
import type { Caller } from '../caller.ts';

export const caller: Caller = {
  title: '**@tokenkeep/core**, `tokens.fetch`',
  packageName: '@tokenkeep/core',
  made: '`tokens.fetch(url, init)`',
  byFetch: true,
  create({ issuer: { url, appId, appSecret }, apiOrigin, fetch }) {
    const issuer = symbl({ appId, appSecret, baseUrl: url });
    const tokens = createTokenClient({ issuer, apiOrigins: [apiOrigin], fetch });
    return async ({ url, ...init }) => {
      const response = await tokens.fetch(url, init);
      await response.arrayBuffer();
      return response.status;
    };
  },
};
