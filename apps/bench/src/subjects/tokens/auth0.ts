import { TokenProvider } from 'auth0';
import type { TokenSubject } from '../../parts/token-subject.ts';

export const subject: TokenSubject<string> = {
  title: "auth0's TokenProvider",
  packageName: 'auth0',
  about: 'its `fetch` option sends the tenant’s https URL to `/oauth/token`',
  create({ url, appId, appSecret }) {
    const provider = new TokenProvider({
      domain: 'bench.example.com',
      clientId: appId,
      clientSecret: appSecret,
      audience: 'https://bench.example.com/api',
      fetch: (_tokenUrl, init) => fetch(`${url}/oauth/token`, init),
    });
    return { getToken: () => provider.getAccessToken(), tokenOf: (token) => token };
  },
};
