import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { describe, expect, it } from 'vitest';
import { connectMcp } from '../recipes/mcp.ts';
import { loopbackServer } from './loopback-server.ts';
import { bearer, startWorld, type Answer } from './world.ts';

/** A real MCP server with one tool, without sessions and the streams that go with them. */
const mcp: Answer = async ({ method, body }, response, incoming) => {
  if (method !== 'POST') return response.writeHead(405).end();
  const server = new McpServer({ name: 'words', version: '1.0.0' });
  server.registerTool('hello', {}, () => ({ content: [{ type: 'text', text: 'hello' }] }));
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on('close', () => void server.close());
  await server.connect(transport);
  return transport.handleRequest(incoming, response, JSON.parse(body));
};

const ten = Array.from({ length: 10 }, (_, index) => index);

async function hello(client: Client): Promise<unknown> {
  const { content } = await client.callTool({ name: 'hello' });
  return content;
}

describe('MCP over Streamable HTTP', () => {
  it('makes 1 exchange for ten clients, and 2 after a revocation', async () => {
    await using world = await startWorld(mcp);
    const clients = await Promise.all(ten.map(() => connectMcp(world.tokens, `${world.api.origin}/mcp`)));
    expect(await Promise.all(clients.map(hello))).toEqual(ten.map(() => [{ type: 'text', text: 'hello' }]));
    expect(world.issuer.counters().exchanges).toBe(1);
    world.revoke();
    await Promise.all(clients.map(hello));
    expect(world.issuer.counters().exchanges).toBe(2);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('would make 10 and 20 with the provider that the SDK has for it', async () => {
    await using world = await startWorld(mcp);
    const [{ appId, appSecret }] = world.issuer.apps;
    // The MCP server, with the metadata that the provider looks for around it.
    await using server = await loopbackServer(async (request, response, incoming) => {
      const { origin } = server;
      const metadata: Record<string, unknown> = {
        '/.well-known/oauth-protected-resource/mcp': { resource: `${origin}/mcp`, authorization_servers: [origin] },
        '/.well-known/oauth-authorization-server': {
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${world.issuer.url}/oauth/token`,
          response_types_supported: ['code'],
          grant_types_supported: ['client_credentials'],
        },
      };
      response.setHeader('content-type', 'application/json');
      const found = metadata[request.path];
      if (found !== undefined) return response.end(JSON.stringify(found));
      if (await world.admits(bearer(request.headers.authorization))) return mcp(request, response, incoming);
      return response.writeHead(401).end();
    });
    const clients = await Promise.all(
      ten.map(async () => {
        const authProvider = new ClientCredentialsProvider({
          clientId: appId,
          clientSecret: appSecret,
          expectedIssuer: server.origin,
        });
        const client = new Client({ name: 'theirs', version: '1.0.0' });
        await client.connect(new StreamableHTTPClientTransport(new URL(`${server.origin}/mcp`), { authProvider }));
        return client;
      }),
    );
    await Promise.all(clients.map(hello));
    expect(world.issuer.counters().exchanges).toBe(10);
    world.revoke();
    await Promise.all(clients.map(hello));
    expect(world.issuer.counters().exchanges).toBe(20);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('sends nothing to another origin', async () => {
    await using world = await startWorld(mcp);
    await expect(connectMcp(world.tokens, `${world.stranger.origin}/mcp`)).rejects.toThrow(
      'sends nothing to http://127.0.0.1',
    );
    expect(world.stranger.seen).toEqual([]);
  });
});
