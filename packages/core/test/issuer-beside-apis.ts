import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, afterEach } from 'vitest';
import { createTokenClient, type TokenClient, type TokenClientOptions } from '../src/index.ts';
import { issuerUnderTest } from './issuer-under-test.ts';
import { loopbackServer, type LoopbackServer, type SeenRequest } from './loopback-server.ts';
import { movedClock, type MovedClock } from './moved-clock.ts';
import { grownUpMs } from './numbered-tokens.ts';

/** The mock server, which is issuer and API in one, for all tests of a file, and clients of it. */
export interface IssuerBesideApis {
  readonly issuer: MockServer;
  /** The clients'. It is put ahead where a token has to be older than two seconds: a younger one is tried twice. */
  readonly clock: MovedClock;
  /** Makes a client, which is closed after the test. */
  newClient(options?: Partial<TokenClientOptions>): TokenClient;
  /** The API refuses the token that the client holds, and the issuer has another. Resolves to the refused one. */
  spoilToken(client: TokenClient, refused: Set<string>): Promise<string>;
  /** A URL of the issuer's own API. */
  conversation(): string;
}

/** Starts it. The server is closed after the last test of the file, and reset after each. */
export async function issuerBesideApis(): Promise<IssuerBesideApis> {
  const issuer = await createMockServer();
  const clock = movedClock();
  let clients: TokenClient[] = [];

  afterEach(async () => {
    for (const client of clients) await client.close();
    clients = [];
    issuer.reset();
  });

  afterAll(() => issuer.close());

  return {
    issuer,
    clock,
    newClient(options = {}) {
      const client = createTokenClient({ issuer: issuerUnderTest(issuer), clock, ...options });
      clients.push(client);
      return client;
    },
    async spoilToken(client, refused) {
      const { accessToken } = await client.getToken();
      refused.add(accessToken);
      clock.ahead(grownUpMs);
      issuer.revoke();
      return accessToken;
    },
    conversation: () => `${issuer.url}/v1/conversations/1`,
  };
}

/** An API of its own, next to the issuer, which refuses the tokens in `refused`. */
export async function newApi(
  refused: Set<string> = new Set(),
): Promise<LoopbackServer & { readonly refused: Set<string> }> {
  const server = await loopbackServer(({ headers }, response) => {
    response.statusCode = refused.has(bearer(headers) ?? '') ? 401 : 200;
    response.end('answer');
  });
  return Object.assign(server, { refused });
}

/** The token that a request carries. */
export function bearer(headers: SeenRequest['headers']): string | undefined {
  return headers.authorization?.replace(/^Bearer /, '');
}
