import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.ts';
import { mockIssuer } from './mock-issuer.ts';

it.each([200, 401, 404])(
  "a route hands the API's answer on as in the README: its status %i, and its body without the zip",
  async (status) => {
    await using mock = await createMockServer();
    const api = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
      response.end(gzipSync('the answer'));
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const { port } = api.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const app = Fastify();
    app.register(tokenPlugin, { issuer: mockIssuer(mock), apiOrigins: [origin] });
    app.get('/', async (_request, reply) => {
      const response = await app.tokenClient.fetch(`${origin}/v1/conversations/1`);
      reply.code(response.status).type(response.headers.get('content-type') ?? 'application/json');
      return response.body;
    });

    const answer = await fetch(await app.listen({ port: 0 }));

    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/plain']);
    expect(answer.headers.get('content-encoding')).toBe(null);
    expect(await answer.text()).toBe('the answer');
    await app.close();
    api.close();
  },
);
