import { symbl } from '@tokenkeep/core';
import { tokenPlugin } from '@tokenkeep/fastify-plugin';
import Fastify from 'fastify';
import { runApp, wishedPort } from '../app-process.ts';
import { listen } from '../listen.ts';
import { mask } from '../mask.ts';

const api = process.env['SYMBL_BASE_URL'] ?? 'https://api.symbl.ai';

await runApp(async () => {
  const app = Fastify({ forceCloseConnections: true });
  await app.register(tokenPlugin, { issuer: symbl() });

  app.get<{ Params: { id: string } }>('/conversations/:id', async (request, reply) => {
    const response = await app.tokenClient.fetch(`${api}/v1/conversations/${encodeURIComponent(request.params.id)}`);
    return reply.code(response.status).send(await response.json());
  });
  app.get('/status', async () => {
    const token = await app.tokenClient.getToken();
    return { token: mask(token.accessToken), ...app.tokenClient.status() };
  });

  await app.ready();
  return { url: await listen(app.server, wishedPort()), close: () => app.close() };
});
