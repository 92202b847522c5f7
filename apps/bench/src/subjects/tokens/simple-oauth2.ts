import { ClientCredentials, type AccessToken } from 'simple-oauth2';
import type { TokenSubject } from '../../parts/token-subject.ts';

/** Keeps no token itself: the variable, and the window of 300 s, are its README's. */
export const subject: TokenSubject<string> = {
  title: 'simple-oauth2',
  packageName: 'simple-oauth2',
  about: 'nothing: `tokenHost` and `tokenPath`; it keeps no token, so its README’s variable and window of 300 s do',
  create({ url, appId, appSecret }) {
    const client = new ClientCredentials({
      client: { id: appId, secret: appSecret },
      auth: { tokenHost: url, tokenPath: '/oauth/token' },
    });
    let accessToken: AccessToken | undefined;
    return {
      async getToken() {
        if (accessToken === undefined || accessToken.expired(300)) accessToken = await client.getToken({});
        return String(accessToken.token['access_token']);
      },
      tokenOf: (token) => token,
    };
  },
};
