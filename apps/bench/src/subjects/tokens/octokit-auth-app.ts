import { generateKeyPairSync } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { request } from '@octokit/request';
import type { TokenSubject } from '../../parts/token-subject.ts';

export const subject: TokenSubject<{ token: string }> = {
  title: '@octokit/auth-app',
  packageName: '@octokit/auth-app',
  about:
    'its `request` option points at a route in the shape of GitHub’s; it keeps a token for 59 minutes, whatever its life',
  create({ translatedUrl }) {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const auth = createAppAuth({
      appId: 1,
      privateKey,
      request: request.defaults({ baseUrl: `${translatedUrl}/github` }),
    });
    return { getToken: () => auth({ type: 'installation', installationId: 1 }), tokenOf: ({ token }) => token };
  },
};
