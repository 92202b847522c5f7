import { createTokenClient, symbl } from '@tokenkeep/core';
import type { ApiSubject } from '../../parts/api-subject.ts';

export const subject: ApiSubject = {
  title: '**@tokenkeep/core**, `tokens.fetch`',
  packageName: '@tokenkeep/core',
  about: '`tokens.fetch(url, init)`',
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
