import { Readable } from 'node:stream';
import { Agent, interceptors, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { tokenInterceptor } from '../recipes/undici-interceptor.ts';
import { requestWithToken } from '../recipes/undici-request.ts';
import { clientClauses, requestOf } from './client-clauses.ts';
import { startWorld } from './world.ts';

describe('undici.request', () => {
  clientClauses(
    async ({ tokens }, url, body) => {
      const response = await requestWithToken(tokens, url, requestOf(body));
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
      const response = await request(url, { dispatcher, ...requestOf(body) });
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
