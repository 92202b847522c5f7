import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';
import type { TokenSubject } from '../../parts/token-subject.ts';

export const subject: TokenSubject<string> = {
  title: '@badgateway/oauth2-client',
  packageName: '@badgateway/oauth2-client',
  about: 'nothing: `server` and `tokenEndpoint`',
  create({ url, appId, appSecret }) {
    const client = new OAuth2Client({
      server: url,
      tokenEndpoint: '/oauth/token',
      clientId: appId,
      clientSecret: appSecret,
    });
    const wrapper = new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials() });
    return { getToken: () => wrapper.getAccessToken(), tokenOf: (token) => token };
  },
};
