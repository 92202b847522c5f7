import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';
import type { Subject } from '../subject.ts';

export const subject: Subject<string> = {
  title: '@badgateway/oauth2-client',
  packageName: '@badgateway/oauth2-client',
  adapted: 'nothing: `server` and `tokenEndpoint`',
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
