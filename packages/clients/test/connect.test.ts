import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { create, createFileRegistry } from '@bufbuild/protobuf';
import type { GenService } from '@bufbuild/protobuf/codegenv2';
import { FileDescriptorSetSchema, type StringValueSchema, file_google_protobuf_wrappers } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient, type HandlerContext } from '@connectrpc/connect';
import {
  connectNodeAdapter,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';
import { describe, expect, it } from 'vitest';
import { tokenInterceptor } from '../recipes/connect.ts';
import { bearer, startWorld, type World } from './world.ts';

/** A service as generated code would have it: `Upper` is unary, `Split` streams its answer. */
function wordsService() {
  const { proto } = file_google_protobuf_wrappers;
  const value = '.google.protobuf.StringValue';
  const file = {
    name: 'words.proto',
    package: 'test',
    syntax: 'proto3',
    dependency: [proto.name],
    service: [
      {
        name: 'Words',
        method: [
          { name: 'Upper', inputType: value, outputType: value },
          { name: 'Split', inputType: value, outputType: value, serverStreaming: true },
        ],
      },
    ],
  };
  const service = createFileRegistry(create(FileDescriptorSetSchema, { file: [proto, file] })).getService('test.Words');
  return service as GenService<{
    upper: { methodKind: 'unary'; input: typeof StringValueSchema; output: typeof StringValueSchema };
    split: { methodKind: 'server_streaming'; input: typeof StringValueSchema; output: typeof StringValueSchema };
  }>;
}

const words = wordsService();

/** A real Connect server that admits the tokens of the world, on an origin of its own. */
async function startConnect(admits: World['admits']) {
  const seen: string[] = [];
  const admit = async ({ requestHeader, method }: HandlerContext): Promise<void> => {
    seen.push(method.name);
    if (await admits(bearer(requestHeader.get('authorization') ?? undefined))) return;
    throw new ConnectError('refused', Code.Unauthenticated);
  };
  const handler = connectNodeAdapter({
    routes: (router) =>
      router.service(words, {
        async upper({ value }, context) {
          await admit(context);
          return { value: value.toUpperCase() };
        },
        async *split({ value }, context) {
          await admit(context);
          for (const word of value.split(' ')) yield { value: word };
        },
      }),
  });
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  return {
    seen,
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.each([
  ['Connect', createConnectTransport],
  ['gRPC', createGrpcTransport],
  ['gRPC-web', createGrpcWebTransport],
])('@connectrpc/connect-node, %s', (_, createTransport) => {
  async function start() {
    const world = await startWorld();
    const server = await startConnect(world.admits);
    const connect = (baseUrl: string, apiOrigin = server.origin) => {
      const interceptors = [tokenInterceptor(world.tokensFor(apiOrigin))];
      const { upper, split } = createClient(words, createTransport({ baseUrl, httpVersion: '2', interceptors }));
      return {
        upper: async (value: string) => (await upper({ value })).value,
        async split(value: string) {
          const parts: string[] = [];
          for await (const part of split({ value })) parts.push(part.value);
          return parts;
        },
      };
    };
    return {
      ...connect(server.origin),
      world,
      server,
      connect,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await world[Symbol.asyncDispose]();
      },
    };
  }

  it('sends the token with unary calls and streamed answers, after one exchange', async () => {
    await using at = await start();
    expect(await Promise.all([at.upper('a'), at.split('a b c')])).toEqual(['A', ['a', 'b', 'c']]);
    expect(at.world.issuer.counters().exchanges).toBe(1);
  });

  it('makes both once more after the server revoked the token', async () => {
    await using at = await start();
    await at.upper('a');
    at.world.revoke();
    expect(await at.upper('b')).toBe('B');
    at.world.revoke();
    expect(await at.split('a b c')).toEqual(['a', 'b', 'c']);
    expect(at.server.seen).toEqual(['Upper', 'Upper', 'Upper', 'Split', 'Split']);
    expect(at.world.issuer.counters().exchanges).toBe(3);
  });

  it('ends with the refusal itself when the issuer has no other token, without a storm', async () => {
    await using at = await start();
    await at.upper('a');
    at.world.revoke({ keepServing: true });
    const ends = await Promise.allSettled([at.upper('a'), at.upper('b'), at.split('c d')]);
    expect(ends).toMatchObject([1, 2, 3].map(() => ({ reason: { code: Code.Unauthenticated } })));
    expect(at.world.issuer.counters().exchanges).toBe(2);
  });

  it('sends nothing to another origin', async () => {
    await using at = await start();
    const { upper } = at.connect(at.server.origin, 'https://api.example.com');
    await expect(upper('a')).rejects.toThrow(`No token goes to ${at.server.origin}.`);
    expect(at.server.seen).toEqual([]);
  });
});
