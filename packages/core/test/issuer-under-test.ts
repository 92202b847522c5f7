import type { MockServer } from '@tokenkeep/mock-server';
import { clientCredentials, symbl, type TokenIssuer } from '../src/index.ts';

/** The issuer over which this run tests core: `vitest.config.ts` runs the same suites over each. */
export function issuerUnderTest({ url, apps }: Pick<MockServer, 'url' | 'apps'>): TokenIssuer {
  const [{ appId, appSecret }] = apps;
  if (process.env['TOKENKEEP_ISSUER'] !== 'client_credentials') return symbl({ appId, appSecret, baseUrl: url });
  const credentials = { clientId: appId, clientSecret: appSecret };
  return clientCredentials({ tokenUrl: `${url}/oauth/token`, apiOrigins: [url], ...credentials });
}
