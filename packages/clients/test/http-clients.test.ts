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
import { Agent, interceptors, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { tokenAdapter } from '../recipes/axios.ts';
import { tokenGot } from '../recipes/got.ts';
import { httpModule } from '../recipes/nest-axios.ts';
import { requestWithToken as httpRequestWithToken } from '../recipes/node-http.ts';
import { sendWithToken } from '../recipes/superagent.ts';
import { tokenInterceptor } from '../recipes/undici-interceptor.ts';
import { requestWithToken } from '../recipes/undici-request.ts';
import { clientClauses } from './client-clauses.ts';
import { startWorld } from './world.ts';

const json = { 'content-type': 'application/json' };
const post = (body: string | undefined) => (body === undefined ? {} : { method: 'POST' as const, headers: json, body });

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
      const { statusCode: status, body: text } = await tokenGot(tokens)(url, post(body));
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
      const { body: sent, ...options } = post(body);
      const response = await httpRequestWithToken(tokens, new URL(url), options, sent);
      return { status: response.statusCode ?? 0, text: await text(response) };
    },
    { followsRedirects: false },
  );

  it('needs no second connection for the second attempt', async () => {
    await using world = await startWorld();
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
    const get = async (): Promise<string> =>
      text(await httpRequestWithToken(world.tokens, new URL(world.api.origin), { agent }));
    await get();
    world.revoke();
    expect(JSON.parse(await get())).toMatchObject({ method: 'GET' });
    agent.destroy();
  });

  it('goes where its URL says, whatever else the options name', async () => {
    await using world = await startWorld();
    const { hostname: host, port } = new URL(world.stranger.origin);
    const options = { host, port, socketPath: '/nowhere' };
    const answer = await httpRequestWithToken(world.tokens, new URL(world.api.origin), options);
    expect(JSON.parse(await text(answer))).toMatchObject({ method: 'GET' });
    expect(world.stranger.seen).toEqual([]);
  });
});

describe('undici.request', () => {
  clientClauses(
    async ({ tokens }, url, body) => {
      const response = await requestWithToken(tokens, url, post(body));
      return { status: response.statusCode, text: await response.body.text() };
    },
    { followsRedirects: false },
  );

  it('needs no second connection for the second attempt', async () => {
    await using world = await startWorld();
    const dispatcher = new Agent({ connections: 1 });
    const get = async () => (await requestWithToken(world.tokens, world.api.origin, { dispatcher })).body.json();
    await get();
    world.revoke();
    expect(await get()).toMatchObject({ method: 'GET' });
    await dispatcher.close();
  });
});

describe('an interceptor of undici', () => {
  clientClauses(
    async ({ tokens }, url, body) => {
      const dispatcher = new Agent().compose(tokenInterceptor(tokens), interceptors.redirect({ maxRedirections: 5 }));
      const response = await request(url, { dispatcher, ...post(body) });
      const end = { status: response.statusCode, text: await response.body.text() };
      await dispatcher.close();
      return end;
    },
    { followsRedirects: true },
  );

  it('needs no second connection for the second attempt', async () => {
    await using world = await startWorld();
    const dispatcher = new Agent({ connections: 1 }).compose(tokenInterceptor(world.tokens));
    const get = async () => (await request(world.api.origin, { dispatcher })).body.json();
    await get();
    world.revoke();
    expect(await get()).toMatchObject({ method: 'GET' });
    await dispatcher.close();
  });

  it('sends a stream once, and the next request has another token', async () => {
    await using world = await startWorld();
    const dispatcher = new Agent().compose(tokenInterceptor(world.tokens));
    const send = async () => {
      const body = Readable.from([Buffer.from('a'), Buffer.from('b')]);
      const response = await request(world.api.origin, { dispatcher, method: 'POST', body });
      return [response.statusCode, await response.body.json()];
    };
    await send();
    world.revoke();
    expect(await send()).toMatchObject([401, { message: 'refused' }]);
    expect(await send()).toMatchObject([200, { body: 'ab' }]);
    await dispatcher.close();
  });

  it('hands on one answer, not the one that it discarded', async () => {
    await using world = await startWorld();
    const heard: unknown[] = [];
    const dispatcher = new Agent().compose(
      tokenInterceptor(world.tokens),
      (dispatch) => (options, handler) =>
        dispatch(options, {
          onRequestStart: (...start) => handler.onRequestStart?.(...start),
          onResponseStart(...start) {
            heard.push(start[1]);
            handler.onResponseStart?.(...start);
          },
          onResponseData: (...data) => handler.onResponseData?.(...data),
          onResponseEnd(...end) {
            heard.push('end');
            handler.onResponseEnd?.(...end);
          },
          onResponseError: (...error) => handler.onResponseError?.(...error),
        }),
    );
    const get = async () => (await request(world.api.origin, { dispatcher })).body.json();
    await get();
    world.revoke();
    await get();
    expect(heard).toEqual([200, 'end', 200, 'end']);
    await dispatcher.close();
  });

  it.each<[string, NonNullable<Parameters<typeof request>[1]>['headers']]>([
    ['an object', { 'x-mine': 'yes' }],
    ['a list', ['x-mine', 'yes']],
    ['pairs', new Map([['x-mine', 'yes']])],
    ['Headers', new Headers({ 'x-mine': 'yes' })],
    ['nothing', null],
  ])('adds the token to headers that are %s', async (_, headers) => {
    await using world = await startWorld();
    const dispatcher = new Agent().compose(tokenInterceptor(world.tokens));
    const { statusCode, body } = await request(world.api.origin, { dispatcher, headers });
    await body.dump();
    expect([statusCode, world.api.seen[0]?.headers['x-mine']]).toEqual([200, headers === null ? undefined : 'yes']);
    await dispatcher.close();
  });

  it('comes to what is wrong when there is no answer or no token', async () => {
    await using world = await startWorld();
    const dispatcher = new Agent().compose(tokenInterceptor(world.tokens));
    await world.api[Symbol.asyncDispose]();
    await expect(request(world.api.origin, { dispatcher })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await world.tokens.close();
    await expect(request(world.api.origin, { dispatcher })).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    await dispatcher.close();
  });
});

async function text(readable: Readable): Promise<string> {
  return Buffer.concat(await readable.toArray()).toString();
}
