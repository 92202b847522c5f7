import { tokenPlugin } from '@tokenkeep/fastify-plugin';
import Fastify from 'fastify';
import { runApp } from '../app-process.ts';
import { mask } from '../mask.ts';
import { reportStatus } from '../report-status.ts';
import { tokenOptions } from '../token-options.ts';

const api = process.env['SYMBL_BASE_URL'] ?? 'https://api.symbl.ai';

await runApp('/conversations', async () => {
  const app = Fastify({ forceCloseConnections: true });
  await app.register(tokenPlugin, tokenOptions());

  app.get<{ Params: { id: string } }>('/conversations/:id', async (request, reply) => {
    const response = await app.tokenClient.fetch(`${api}/v1/conversations/${encodeURIComponent(request.params.id)}`);
    return reply.code(response.status).send(await response.json());
  });
  app.get('/status', async () => {
    const token = await app.tokenClient.getToken();
    return { token: mask(token.accessToken), ...app.tokenClient.status() };
  });

  await app.ready();
  reportStatus(app.tokenClient);
  return { server: app.server, close: () => app.close() };
});
