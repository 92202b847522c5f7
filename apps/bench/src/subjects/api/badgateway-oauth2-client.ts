import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';
import type { ApiSubject } from '../../parts/api-subject.ts';

export const subject: ApiSubject = {
  title: "@badgateway/oauth2-client's `fetch`",
  packageName: '@badgateway/oauth2-client',
  about: '`OAuth2Fetch` over client credentials; `wrapper.fetch`',
  byFetch: false,
  create({ issuer: { url, appId, appSecret } }) {
    const client = new OAuth2Client({
      server: url,
      tokenEndpoint: '/oauth/token',
      clientId: appId,
      clientSecret: appSecret,
    });
    const wrapper = new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials() });
    return async ({ url, ...init }) => {
      const response = await wrapper.fetch(url, init);
      await response.arrayBuffer();
      return response.status;
    };
  },
};
