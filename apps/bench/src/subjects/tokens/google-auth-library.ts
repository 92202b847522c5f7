import { OAuth2Client } from 'google-auth-library';
import type { TokenSubject } from '../../parts/token-subject.ts';

export const subject: TokenSubject<{ token?: string | null }> = {
  title: 'google-auth-library',
  packageName: 'google-auth-library',
  about:
    '`OAuth2Client` with a refresh token and `endpoints.oauth2TokenUrl`; a route turns that grant into client credentials',
  create({ translatedUrl, appId, appSecret }) {
    const client = new OAuth2Client({
      clientId: appId,
      clientSecret: appSecret,
      endpoints: { oauth2TokenUrl: `${translatedUrl}/google/token` },
    });
    client.setCredentials({ refresh_token: 'bench' });
    return { getToken: () => client.getAccessToken(), tokenOf: ({ token }) => token ?? '' };
  },
};
