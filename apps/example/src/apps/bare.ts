import { createServer, type ServerResponse } from 'node:http';
import { createTokenClient, gatewayAnswer, TokenError } from '@tokenkeep/core';
import { runApp } from '../app-process.ts';
import { mask } from '../mask.ts';
import { reportStatus } from '../report-status.ts';
import { tokenOptions } from '../token-options.ts';

const tokens = createTokenClient(tokenOptions());
const api = process.env['SYMBL_BASE_URL'] ?? 'https://api.symbl.ai';

await runApp('/conversations', async () => {
  reportStatus(tokens);
  const server = createServer((request, reply) => {
    reply.setHeader('content-type', 'application/json');
    answer(request.url ?? '', reply).catch((error: unknown) => {
      const status = TokenError.isInstance(error) ? gatewayAnswer(error).status : 502;
      reply.writeHead(status).end('{}');
    });
  });
  return {
    server,
    async close() {
      server.closeAllConnections();
      await tokens.close();
    },
  };
});

async function answer(path: string, reply: ServerResponse): Promise<void> {
  const [, route, id] = path.split('/');
  if (route === 'conversations' && id !== undefined) {
    const response = await tokens.fetch(`${api}/v1/conversations/${encodeURIComponent(id)}`);
    const body = await response.text();
    reply.writeHead(response.status).end(body);
  } else if (route === 'status') {
    const token = await tokens.getToken();
    reply.end(JSON.stringify({ token: mask(token.accessToken), ...tokens.status() }));
  } else {
    reply.writeHead(404).end('{}');
  }
}
