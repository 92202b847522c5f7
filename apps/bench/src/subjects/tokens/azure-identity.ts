import { ClientSecretCredential, getBearerTokenProvider } from '@azure/identity';
import type { TokenSubject } from '../../parts/token-subject.ts';

export const subject: TokenSubject<string> = {
  title: '@azure/identity',
  packageName: '@azure/identity',
  about: "`additionalPolicies` sends Azure's token URL to `/oauth/token`",
  create({ url, appId, appSecret }) {
    const credential = new ClientSecretCredential('bench', appId, appSecret, {
      disableInstanceDiscovery: true,
      additionalPolicies: [
        {
          position: 'perRetry',
          policy: {
            name: 'toTheBenchIssuer',
            sendRequest(request, next) {
              request.url = `${url}/oauth/token`;
              request.allowInsecureConnection = true;
              return next(request);
            },
          },
        },
      ],
    });
    const getToken = getBearerTokenProvider(credential, 'https://graph.microsoft.com/.default');
    return { getToken, tokenOf: (token) => token };
  },
};
