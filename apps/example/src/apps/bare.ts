import { createServer } from 'node:http';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { runApp, wishedPort } from '../app-process.ts';
import { listen } from '../listen.ts';
import { mask } from '../mask.ts';

const tokens = createTokenClient({ issuer: symbl() });
const api = process.env['SYMBL_BASE_URL'] ?? 'https://api.symbl.ai';

await runApp(async () => {
  const server = createServer(async (request, reply) => {
    const [, route, id] = (request.url ?? '').split('/');
    reply.setHeader('content-type', 'application/json');
    if (route === 'conversations' && id !== undefined) {
      const response = await tokens.fetch(`${api}/v1/conversations/${encodeURIComponent(id)}`);
      reply.writeHead(response.status).end(await response.text());
    } else if (route === 'status') {
      const token = await tokens.getToken();
      reply.end(JSON.stringify({ token: mask(token.accessToken), ...tokens.status() }));
    } else {
      reply.writeHead(404).end('{}');
    }
  });
  const url = await listen(server, wishedPort());
  return {
    url,
    async close() {
      server.closeAllConnections();
      await tokens.close();
    },
  };
});
