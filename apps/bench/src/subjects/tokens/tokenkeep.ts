import { createTokenClient, symbl, type AccessToken } from '@tokenkeep/core';
import type { TokenSubject } from '../../parts/token-subject.ts';

export const subject: TokenSubject<AccessToken> = {
  title: '**@tokenkeep/core**',
  packageName: '@tokenkeep/core',
  about: 'nothing: `baseUrl`',
  create({ url, appId, appSecret }) {
    const tokens = createTokenClient({ issuer: symbl({ appId, appSecret, baseUrl: url }) });
    return { getToken: () => tokens.getToken(), tokenOf: ({ accessToken }) => accessToken };
  },
};
