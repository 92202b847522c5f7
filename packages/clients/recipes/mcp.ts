import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { TokenClient } from '@tokenkeep/core';

/** A connected MCP client. However many there are, they share the one token. */
export async function connectMcp(tokens: TokenClient, url: string): Promise<Client> {
  const client = new Client({ name: 'ours', version: '1.0.0' });
  // No `authProvider`: it would exchange once for each client.
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { fetch: tokens.fetch }));
  return client;
}
