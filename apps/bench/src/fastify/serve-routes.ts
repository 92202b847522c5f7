import { symbl } from '@tokenkeep/core';
import { tokenPlugin } from '@tokenkeep/fastify-plugin';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify from 'fastify';

// The measured process: the same route without a token and with one. It tells the parent its address, answers every
// message with the CPU time it has used, in microseconds, and ends with the parent.
const mock = await createMockServer();
const app = Fastify();
app.register(tokenPlugin, { issuer: symbl({ ...mock.apps[0], baseUrl: mock.url }), warmUp: true });
app.get('/constant', async () => ({ hello: 'world' }));
app.get('/token', async () => {
  await app.tokenClient.getToken();
  return { hello: 'world' };
});
process.send?.(await app.listen({ port: 0 }));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.once('disconnect', () => process.exit());
