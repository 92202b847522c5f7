import { symbl, type TokenIssuer } from '@tokenkeep/core';
import type { MockServer } from '@tokenkeep/mock-server';

/** The issuer of a mock server, with its first app's credentials or with a wrong secret. */
export function mockIssuer(mock: MockServer, appSecret: string = mock.apps[0].appSecret): TokenIssuer {
  return symbl({ appId: mock.apps[0].appId, appSecret, baseUrl: mock.url });
}
