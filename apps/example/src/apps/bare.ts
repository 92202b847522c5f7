import { createServer } from 'node:http';
import { createTokenClient, gatewayAnswer, TokenError } from '@tokenkeep/core';
import { reportStatus, runApp, shownStatus } from '../app-process.ts';
import { fetchCost } from '../fetch-cost.ts';
import { tokenOptions } from '../token-options.ts';

const tokens = createTokenClient(tokenOptions());

const server = createServer((request, reply) => {
  reply.setHeader('content-type', 'application/json');
  answer(request.url ?? '').then(
    ({ status, body }) => reply.writeHead(status).end(body),
    (error: unknown) => reply.writeHead(TokenError.isInstance(error) ? gatewayAnswer(error).status : 502).end('{}'),
  );
});
reportStatus(tokens);
await runApp({
  server,
  async close() {
    server.closeAllConnections();
    await tokens.close();
  },
});

async function answer(path: string): Promise<{ readonly status: number; readonly body: string }> {
  const [, route, id] = path.split('/');
  if (route === 'status') return { status: 200, body: JSON.stringify(await shownStatus(tokens)) };
  if (route === 'fetch-cost') return { status: 200, body: JSON.stringify(await fetchCost(tokens)) };
  if (route !== 'conversations' || id === undefined) return { status: 404, body: '{}' };
  const response = await tokens.fetch(`/v1/conversations/${encodeURIComponent(id)}`);
  return { status: response.status, body: await response.text() };
}
