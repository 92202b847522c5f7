import { createTokenClient, symbl, type AccessToken } from '@tokenkeep/core';
import type { Subject } from '../subject.ts';

export const subject: Subject<AccessToken> = {
  title: '**@tokenkeep/core**',
  packageName: '@tokenkeep/core',
  adapted: 'nothing: `baseUrl`',
  create({ url, appId, appSecret }) {
    const tokens = createTokenClient({ issuer: symbl({ appId, appSecret, baseUrl: url }) });
    return { getToken: () => tokens.getToken(), tokenOf: ({ accessToken }) => accessToken };
  },
};
