import type { IncomingMessage, ServerResponse } from 'node:http';
import { createTokenClient, symbl, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { loopbackServer, type LoopbackServer, type SeenRequest } from './loopback-server.ts';
import { MinuteLaterClock } from './minute-later-clock.ts';

/** An issuer, an API that wants its tokens, a stranger who must never get one, and the client between them. */
export interface World extends AsyncDisposable {
  readonly tokens: TokenClient;
  readonly issuer: MockServer;
  readonly api: LoopbackServer;
  readonly stranger: LoopbackServer;
  /**
   * The API refuses all tokens so far. Time has passed since they were granted: one that is refused while it is new may
   * be right all the same. With `keepServing` the issuer goes on granting them.
   */
  revoke(options?: { readonly keepServing: boolean }): void;
  /** Another client of the same issuer, for another API. `close` of the world closes it. */
  tokensFor(...apiOrigins: readonly string[]): TokenClient;
  /** Whether the API takes this token: it has not been revoked. */
  admits(token: string | undefined): Promise<boolean>;
}

/** What the API says to a request with a live token. */
export type Answer = (request: SeenRequest, response: ServerResponse, incoming: IncomingMessage) => unknown;

/** As long as a page that a gateway puts there: whoever leaves it unread keeps a connection busy. */
const refusal = JSON.stringify({ message: 'refused', page: ' '.repeat(256 * 1024) });

/** What the API of a {@link World} says unless told otherwise: what it was sent, or a redirect to `?to=`. */
export const echo: Answer = ({ method, path, headers, body }, response) => {
  const to = new URL(path, 'http://api').searchParams.get('to');
  if (to !== null) {
    response.writeHead(302, { location: to }).end();
    return;
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method, path, type: headers['content-type'] ?? '', body }));
};

/**
 * Starts all of them. The API refuses tokens that the issuer knows as revoked: it asks the issuer's own API.
 * `await using` closes them.
 */
export async function startWorld(answer: Answer = echo, options: Partial<TokenClientOptions> = {}): Promise<World> {
  const issuer = await createMockServer();
  const admits = async (token: string | undefined): Promise<boolean> => {
    if (token === undefined) return false;
    const { ok } = await fetch(`${issuer.url}/v1/conversations/1`, { headers: { authorization: `Bearer ${token}` } });
    return ok;
  };
  const api = await loopbackServer(async (request, response, incoming) => {
    if (await admits(bearer(request.headers.authorization))) return answer(request, response, incoming);
    return response.writeHead(401, { 'content-type': 'application/json' }).end(refusal);
  });
  const stranger = await loopbackServer((request, response) => response.end(`got ${request.path}`));
  const [{ appId, appSecret }] = issuer.apps;
  const clock = new MinuteLaterClock();
  const clients: TokenClient[] = [];
  const newClient = (more: Partial<TokenClientOptions>): TokenClient => {
    const client = createTokenClient({ issuer: symbl({ baseUrl: issuer.url, appId, appSecret }), clock, ...more });
    clients.push(client);
    return client;
  };
  return {
    tokens: newClient({ apiOrigins: [api.origin], ...options }),
    tokensFor: (...apiOrigins) => newClient({ apiOrigins }),
    revoke(how) {
      issuer.revoke(appId, how);
      clock.minuteLater();
    },
    issuer,
    api,
    stranger,
    admits,
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close();
      await api[Symbol.asyncDispose]();
      await stranger[Symbol.asyncDispose]();
      await issuer.close();
    },
  };
}

/** The token in a header `Authorization: Bearer`. */
export function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
}
