import { createMockServer, type Fault, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeEach } from 'vitest';
import {
  createTokenClient,
  TokenError,
  type AccessToken,
  type TokenClientOptions,
  type TokenEvent,
} from '../src/index.ts';
import { answerUnderTest, issuerUnderTest } from './issuer-under-test.ts';

/** The mock server, for all tests of a file, and what a client comes to that knows nothing yet. */
export interface FreshClients {
  readonly server: MockServer;
  /** What the clients of this test have told. */
  readonly events: readonly TokenEvent[];
  /** One token, from a client of its own. */
  getToken(options?: Partial<TokenClientOptions>, baseUrl?: string): Promise<AccessToken>;
  /** The error with which that ends. */
  failure(options?: Partial<TokenClientOptions>, baseUrl?: string): Promise<TokenError>;
}

/** Starts it. The server is reset before each test of the file, and closed after the last. */
export async function freshClients(): Promise<FreshClients> {
  const server = await createMockServer();
  const events: TokenEvent[] = [];

  beforeEach(() => {
    server.reset();
    events.length = 0;
  });

  afterAll(() => server.close());

  async function getToken(options: Partial<TokenClientOptions> = {}, baseUrl = server.url): Promise<AccessToken> {
    await using client = createTokenClient({
      issuer: issuerUnderTest({ url: baseUrl, apps: server.apps }),
      onEvent: (event) => events.push(event),
      ...options,
    });
    return await client.getToken();
  }

  async function failure(options?: Partial<TokenClientOptions>, baseUrl?: string): Promise<TokenError> {
    const outcome: unknown = await getToken(options, baseUrl).catch((error: unknown) => error);
    if (!(outcome instanceof TokenError)) throw new Error('A TokenError was expected.', { cause: outcome });
    return outcome;
  }

  return { server, events, getToken, failure };
}

/** An answer that is right, in the words of Symbl. */
export const right = { accessToken: 'abc', expiresIn: 60 };

/** Has the mock server answer this, whose fields are named as Symbl does. */
export function answer(body: unknown): Fault {
  return { kind: 'status', status: 200, text: answerUnderTest(body) };
}
