import { symbl } from '@tokenkeep/core';
import { tokenPlugin } from '@tokenkeep/fastify-plugin';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify from 'fastify';

// A measured server: the same route without a token and with one. It tells the parent its address, and ends with it.
const mock = await createMockServer();
const app = Fastify();
app.register(tokenPlugin, { issuer: symbl({ ...mock.apps[0], baseUrl: mock.url }), warmUp: true });
app.get('/constant', async () => ({ hello: 'world' }));
app.get('/token', async () => {
  await app.tokenClient.getToken();
  return { hello: 'world' };
});
process.send?.(await app.listen({ port: 0 }));
process.once('disconnect', () => process.exit());
