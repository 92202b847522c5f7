import { ConfidentialClientApplication, type AuthenticationResult, type INetworkModule } from '@azure/msal-node';
import type { TokenSubject } from '../../parts/token-subject.ts';

export const subject: TokenSubject<AuthenticationResult | null> = {
  title: '@azure/msal-node',
  packageName: '@azure/msal-node',
  about: "its `networkClient` option sends Azure's token URL to `/oauth/token`",
  create({ url, appId, appSecret }) {
    const networkClient: INetworkModule = {
      sendGetRequestAsync: async () => {
        throw new Error('Nothing but tokens can be had here.');
      },
      sendPostRequestAsync: async (_tokenUrl, options) => {
        const response = await fetch(`${url}/oauth/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: options?.body ?? '',
        });
        return {
          headers: Object.fromEntries(response.headers),
          body: JSON.parse(await response.text()),
          status: response.status,
        };
      },
    };
    const application = new ConfidentialClientApplication({
      auth: { clientId: appId, clientSecret: appSecret, authority: 'https://login.microsoftonline.com/bench' },
      system: { networkClient },
    });
    const request = { scopes: ['https://graph.microsoft.com/.default'] };
    return {
      getToken: () => application.acquireTokenByClientCredential(request),
      tokenOf: (result) => result?.accessToken ?? '',
    };
  },
};
