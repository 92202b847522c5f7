import { createServer } from 'node:http';
import { runApp } from '../app-process.ts';
import { tellHost } from '../messages.ts';
import { createNaiveClient } from '../naive-client.ts';
import { reportEveryMs } from '../report-status.ts';
import { travellingClock } from '../travelling-clock.ts';

const api = process.env['SYMBL_BASE_URL'] ?? 'https://api.symbl.ai';
const clock = travellingClock();
const tokens = createNaiveClient(
  () => clock.now(),
  (event) => tellHost({ type: 'event', event }),
);

await runApp('/conversations', async () => {
  setInterval(() => tellHost({ type: 'status', status: tokens.status() }), reportEveryMs).unref();
  const server = createServer((request, reply) => {
    const id = request.url?.split('/')[2] ?? '';
    tokens
      .fetch(`${api}/v1/conversations/${encodeURIComponent(id)}`)
      .then(async (response) => reply.writeHead(response.status).end(await response.text()))
      .catch(() => reply.writeHead(502).end('{}'));
  });
  return { server, close: async () => server.closeAllConnections() };
});
