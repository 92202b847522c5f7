import { openAsBlob } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { HttpService } from '@nestjs/axios';
import { Test } from '@nestjs/testing';
import axios, { type AxiosError } from 'axios';
import { firstValueFrom } from 'rxjs';
import superagent from 'superagent';
import { describe, expect, it } from 'vitest';
import { tokenAdapter } from '../recipes/axios.ts';
import { tokenGot } from '../recipes/got.ts';
import { httpModule } from '../recipes/nest-axios.ts';
import { requestWithToken } from '../recipes/node-http.ts';
import { sendWithToken } from '../recipes/superagent.ts';
import { clientClauses, json, requestOf } from './client-clauses.ts';
import { startWorld } from './world.ts';

describe('axios', () => {
  clientClauses(
    async ({ tokens }, url, data) => {
      const client = axios.create({ adapter: tokenAdapter(tokens), responseType: 'text', transformResponse: [] });
      const { status, data: text } = await client.request({ url, data, method: data ? 'POST' : 'GET', headers: json });
      return { status, text };
    },
    { followsRedirects: true },
  );

  it('puts the token into its errors, so that they are not to be logged whole', async () => {
    await using world = await startWorld(({ path }, response) => response.writeHead(404).end(path));
    const { accessToken } = await world.tokens.getToken();
    const error: unknown = await axios
      .create({ adapter: tokenAdapter(world.tokens) })
      .get(world.api.origin)
      .catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: 9 })).toContain(accessToken);
    const { message, status } = error as AxiosError;
    expect(inspect({ message, status })).not.toContain(accessToken);
  });

  it('sends a form again with a boundary of its own', async () => {
    await using world = await startWorld();
    const client = axios.create({ adapter: tokenAdapter(world.tokens), baseURL: world.api.origin });
    const form = new FormData();
    form.set('name', 'a value');
    form.set('file', await openAsBlob(fileURLToPath(import.meta.url)), 'file.ts');
    await client.get('/first');
    world.revoke();
    const { data } = await client.post('/form', form);
    const boundary = /boundary=(.+)$/.exec(data.type)?.[1];
    expect(data.body).toContain(`--${boundary}--`);
    expect(data.body).toContain('a value');
    expect(world.api.seen.map(({ path }) => path)).toEqual(['/first', '/form', '/form']);
  });

  it('sends a stream once, and the next request has another token', async () => {
    await using world = await startWorld();
    const client = axios.create({ adapter: tokenAdapter(world.tokens), baseURL: world.api.origin });
    await client.get('/first');
    world.revoke();
    await expect(client.post('/stream', Readable.from(['a', 'b']))).rejects.toMatchObject({ status: 401 });
    expect((await client.post('/stream', Readable.from(['a', 'b']))).data).toMatchObject({ body: 'ab' });
    expect(world.issuer.counters().exchanges).toBe(2);
  });
});

describe('@nestjs/axios', () => {
  clientClauses(
    async ({ tokens, api }, url, data) => {
      const module = await Test.createTestingModule({ imports: [httpModule(tokens, api.origin)] }).compile();
      const service = module.get(HttpService);
      const sent = service.request({ url, data, method: data ? 'POST' : 'GET', headers: json, transformResponse: [] });
      const { status, data: text } = await firstValueFrom(sent);
      await module.close();
      return { status, text };
    },
    { followsRedirects: true },
  );
});

describe('got', () => {
  clientClauses(
    async ({ tokens }, url, body) => {
      const { statusCode: status, body: text } = await tokenGot(tokens)(url, requestOf(body));
      return { status, text };
    },
    { followsRedirects: true },
  );

  it('sends a stream once, and the next request has another token', async () => {
    await using world = await startWorld();
    const client = tokenGot(world.tokens);
    const send = async () => {
      const stream = client.stream.post(world.api.origin);
      Readable.from(['a', 'b']).pipe(stream);
      return JSON.parse(await text(stream));
    };
    await send();
    world.revoke();
    await expect(send()).rejects.toMatchObject({ response: { statusCode: 401 } });
    expect(await send()).toMatchObject({ body: 'ab' });
    expect(world.issuer.counters().exchanges).toBe(2);
  });
});

describe('superagent', () => {
  clientClauses(
    async ({ tokens }, url, body) => {
      const make = () => (body === undefined ? superagent.get(url) : superagent.post(url).set(json).send(body));
      const { status, text } = await sendWithToken(tokens, make);
      return { status, text };
    },
    { followsRedirects: false },
  );
});

describe('node:http', () => {
  clientClauses(
    async ({ tokens }, url, body) => {
      const { body: sent, ...options } = requestOf(body);
      const response = await requestWithToken(tokens, new URL(url), options, sent);
      return { status: response.statusCode ?? 0, text: await text(response) };
    },
    { followsRedirects: false },
  );

  it('needs no second connection for the second attempt', async () => {
    await using world = await startWorld();
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
    const get = async (): Promise<string> =>
      text(await requestWithToken(world.tokens, new URL(world.api.origin), { agent }));
    await get();
    world.revoke();
    expect(JSON.parse(await get())).toMatchObject({ method: 'GET' });
    agent.destroy();
  });

  it('goes where its URL says, whatever else the options name', async () => {
    await using world = await startWorld();
    const { hostname: host, port } = new URL(world.stranger.origin);
    const options = { host, port, socketPath: '/nowhere' };
    const answer = await requestWithToken(world.tokens, new URL(world.api.origin), options);
    expect(JSON.parse(await text(answer))).toMatchObject({ method: 'GET' });
    expect(world.stranger.seen).toEqual([]);
  });
});

async function text(readable: Readable): Promise<string> {
  return Buffer.concat(await readable.toArray()).toString();
}
