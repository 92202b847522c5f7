import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gatewayAnswer, type GatewayAnswer, TokenError, type TokenClient } from '@tokenkeep/core';
import type { AgentAnswer } from './agent-answer.ts';
import { KeyGate } from './key-gate.ts';
import { oauthProtocol } from './oauth-protocol.ts';
import { readBody } from './read-body.ts';
import { refuseCaller } from './refuse-caller.ts';
import { symblProtocol } from './symbl-protocol.ts';
import type { TokenProtocol } from './token-protocol.ts';

/** What an agent serves. */
export interface AgentParts {
  readonly client: TokenClient;
  /** What callers have to bring. `undefined`: the place where it listens says enough. */
  readonly key?: string | undefined;
  /** Hears of every request that was refused; never what was in it. */
  readonly onRefusal: (refusal: { readonly type: 'refused'; readonly status: number }) => void;
}

const protocols: Readonly<Record<string, TokenProtocol>> = {
  '/oauth2/token:generate': symblProtocol,
  '/oauth/token': oauthProtocol,
};

/** The server of `tokenkeep agent`: two routes, both of which give the one shared token. It does not listen yet. */
export function createAgentServer({ client, key, onRefusal }: AgentParts): Server {
  const gate = new KeyGate(key);

  async function answer(request: IncomingMessage): Promise<AgentAnswer> {
    const { method, url = '', headers } = request;
    const protocol = Object.hasOwn(protocols, url) ? protocols[url] : undefined;
    const { refused } = protocol ?? symblProtocol;
    const foreign = refuseCaller(headers);
    if (foreign !== undefined) return refused(403, 'invalid_request', foreign);
    if (protocol === undefined) return refused(404, 'invalid_request', 'There is no such route.');
    if (method !== 'POST') return withHeader(refused(405, 'invalid_request', 'Use POST.'), 'allow', 'POST');
    const body = await readBody(request);
    // What is still to come is not waited for.
    if (body === undefined)
      return withHeader(refused(413, 'invalid_request', 'The body is too large.'), 'connection', 'close');
    const asked = protocol.read(headers, body);
    if ('status' in asked) return refused(asked.status, asked.error, asked.message);
    const status = await gate.refuse(asked.keys);
    if (status === 401) return refused(401, 'invalid_client', 'The key is not the one in the key file of the agent.');
    if (status === 429) return refused(429, 'temporarily_unavailable', 'Too many wrong keys.');
    try {
      return { status: 200, body: protocol.granted(await client.getToken()) };
    } catch (error) {
      return failed(error, protocol);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const given = await answer(request);
      if (given.status !== 200) onRefusal({ type: 'refused', status: given.status });
      send(response, given);
    } catch {
      // The caller went away in the middle of its request.
      response.destroy();
    }
  }

  return createServer((request, response) => void serve(request, response));
}

function failed(error: unknown, { refused }: TokenProtocol): AgentAnswer {
  const { status, retryAfterS }: GatewayAnswer = TokenError.isInstance(error) ? gatewayAnswer(error) : { status: 500 };
  const answer = refused(
    status,
    status === 503 ? 'temporarily_unavailable' : 'server_error',
    'No token can be had now.',
  );
  return retryAfterS === undefined ? answer : withHeader(answer, 'retry-after', String(retryAfterS));
}

function withHeader(answer: AgentAnswer, name: string, value: string): AgentAnswer {
  return { ...answer, headers: { ...answer.headers, [name]: value } };
}

function send(response: ServerResponse, { status, headers, body }: AgentAnswer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
