import { OAuth2Client } from 'google-auth-library';
import type { ApiSubject } from '../../parts/api-subject.ts';

export const subject: ApiSubject = {
  title: "google-auth-library's `request`",
  packageName: 'google-auth-library',
  about: '`OAuth2Client` with a refresh token, as in the other tables; `client.request`',
  byFetch: false,
  create({ issuer: { translatedUrl, appId, appSecret } }) {
    const client = new OAuth2Client({
      clientId: appId,
      clientSecret: appSecret,
      endpoints: { oauth2TokenUrl: `${translatedUrl}/google/token` },
    });
    client.setCredentials({ refresh_token: 'bench' });
    return async (call) => {
      const { status } = await client.request({ ...call, responseType: 'arraybuffer' });
      return status;
    };
  },
};
