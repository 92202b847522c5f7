import type { MockServer } from '@tokenkeep/mock-server';
import { clientCredentials, clientSecretBasic, symbl, type TokenIssuer } from '../src/index.ts';

/** Whether this run is the one over Symbl; what is about its protocol alone is skipped in the other. */
export const overSymbl: boolean = process.env['TOKENKEEP_ISSUER'] !== 'client_credentials';

/** Where that issuer's token endpoint is, below its origin. */
export const tokenPath: string = overSymbl ? '/oauth2/token:generate' : '/oauth/token';

/** What that issuer's remedies call the URL. */
export const urlOption: string = overSymbl ? 'baseUrl' : 'tokenUrl';

/** The issuer over which this run tests core: `vitest.config.ts` runs the same suites over each. */
export function issuerUnderTest({ url, apps }: Pick<MockServer, 'url' | 'apps'>): TokenIssuer {
  const [{ appId, appSecret }] = apps;
  if (overSymbl) return symbl({ appId, appSecret, baseUrl: url });
  const auth = clientSecretBasic({ clientId: appId, clientSecret: appSecret });
  return clientCredentials({ tokenUrl: `${url}${tokenPath}`, apiOrigins: [url], auth });
}

/** An answer of that issuer, as JSON: `body` names the fields as Symbl does. */
export function answerUnderTest(body: unknown): string {
  const json = JSON.stringify(body);
  if (overSymbl) return json;
  return json
    .replace('"accessToken":', '"token_type":"Bearer","access_token":')
    .replace('"expiresIn":', '"expires_in":');
}
