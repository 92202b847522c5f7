import * as grpc from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { tokenInterceptor } from '../recipes/grpc.ts';
import { bearer, startWorld, type World } from './world.ts';

const serialize = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const deserialize = (bytes: Buffer): unknown => JSON.parse(bytes.toString());
const method = (path: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/test.Words/${path}`,
  requestStream,
  responseStream,
  requestSerialize: serialize,
  requestDeserialize: deserialize,
  responseSerialize: serialize,
  responseDeserialize: deserialize,
});
const words = {
  upper: method('Upper', false, false),
  split: method('Split', false, true),
  join: method('Join', true, false),
};

/** A real gRPC server that admits the tokens of the world, and a channel to it. */
async function startGrpc(world: World) {
  const server = new grpc.Server();
  const seen: string[] = [];
  const admitted = async (call: { metadata: grpc.Metadata }, path: string): Promise<boolean> => {
    seen.push(path);
    return world.admits(bearer(String(call.metadata.get('authorization')[0])));
  };
  const refusal = { code: grpc.status.UNAUTHENTICATED, details: 'refused' };
  server.addService(words, {
    async upper(call: grpc.ServerUnaryCall<string, string>, callback: grpc.sendUnaryData<string>) {
      if (await admitted(call, 'upper')) callback(null, call.request.toUpperCase());
      else callback(refusal);
    },
    async split(call: grpc.ServerWritableStream<string, string>) {
      if (!(await admitted(call, 'split'))) return call.emit('error', refusal);
      for (const word of call.request.split(' ')) call.write(word);
      if (call.request.endsWith('!')) return call.emit('error', { code: grpc.status.UNAUTHENTICATED, details: 'late' });
      return call.end();
    },
    async join(call: grpc.ServerReadableStream<string, string>, callback: grpc.sendUnaryData<string>) {
      const read: string[] = [];
      call.on('data', (word: string) => read.push(word));
      await new Promise((resolve) => call.on('end', resolve));
      if (await admitted(call, 'join')) callback(null, read.join(' '));
      else callback(refusal);
    },
  });
  const insecure = grpc.ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', insecure, (error, port) => (error ? reject(error) : resolve(port))),
  );
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    interceptors: [tokenInterceptor(world.tokens)],
  });
  const end =
    (resolve: (value: unknown) => void, reject: (error: unknown) => void) => (error: unknown, value: unknown) =>
      error ? reject(error) : resolve(value);
  return {
    seen,
    client,
    upper: (text: string, options: grpc.CallOptions = {}) =>
      new Promise<unknown>((resolve, reject) => {
        const { path } = words.upper;
        client.makeUnaryRequest(path, serialize, deserialize, text, options, end(resolve, reject));
      }),
    async split(text: string) {
      const { path } = words.split;
      return client.makeServerStreamRequest(path, serialize, deserialize, text).toArray();
    },
    join: (...texts: readonly string[]) =>
      new Promise<unknown>((resolve, reject) => {
        const { path } = words.join;
        const call = client.makeClientStreamRequest(path, serialize, deserialize, end(resolve, reject));
        for (const text of texts) call.write(text);
        call.end();
      }),
    async [Symbol.asyncDispose]() {
      client.close();
      server.forceShutdown();
    },
  };
}

describe('@grpc/grpc-js', () => {
  it('sends the token with every kind of call, and one exchange serves them all', async () => {
    await using world = await startWorld();
    await using words = await startGrpc(world);
    const all = [words.upper('a'), words.split('a b'), words.join('a', 'b', 'c')];
    expect(await Promise.all(all)).toEqual(['A', ['a', 'b'], 'a b c']);
    expect(world.issuer.counters().exchanges).toBe(1);
  });

  it('makes a unary call once more after the server revoked the token', async () => {
    await using world = await startWorld();
    await using words = await startGrpc(world);
    await words.upper('a');
    world.revoke();
    expect(await words.upper('b')).toBe('B');
    expect(words.seen).toEqual(['upper', 'upper', 'upper']);
    expect(world.issuer.counters().exchanges).toBe(2);
  });

  it('begins a streamed answer once more, however long it is', async () => {
    await using world = await startWorld();
    await using words = await startGrpc(world);
    await words.upper('a');
    world.revoke();
    const many = Array.from({ length: 500 }, (_, index) => `word${index}`);
    expect(await words.split(many.join(' '))).toEqual(many);
    expect(words.seen).toEqual(['upper', 'split', 'split']);
  });

  it('does not begin an answer anew of which something has come', async () => {
    await using world = await startWorld();
    await using words = await startGrpc(world);
    await expect(words.split('a b!')).rejects.toMatchObject({ code: grpc.status.UNAUTHENTICATED, details: 'late' });
    expect(words.seen).toEqual(['split']);
  });

  it('makes a call whose request is streamed once, and the next one has another token', async () => {
    await using world = await startWorld();
    await using words = await startGrpc(world);
    await words.upper('a');
    world.revoke();
    await expect(words.join('a', 'b')).rejects.toMatchObject({ code: grpc.status.UNAUTHENTICATED });
    expect(await words.join('a', 'b')).toBe('a b');
    expect(world.issuer.counters().exchanges).toBe(2);
  });

  it('ends with the refusal itself when the issuer has no other token, without a storm', async () => {
    await using world = await startWorld();
    await using words = await startGrpc(world);
    await words.upper('a');
    world.revoke({ keepServing: true });
    const ends = await Promise.allSettled([words.upper('a'), words.upper('b'), words.split('c d')]);
    expect(ends).toMatchObject([1, 2, 3].map(() => ({ reason: { code: grpc.status.UNAUTHENTICATED } })));
    expect(world.issuer.counters().exchanges).toBe(2);
  });

  it('ends with what is wrong when there is no token to send', async () => {
    await using world = await startWorld();
    await using words = await startGrpc(world);
    const [{ appId }] = world.issuer.apps;
    world.issuer.setCredentials(appId, 'new');
    await expect(words.upper('a')).rejects.toMatchObject({
      code: grpc.status.UNAVAILABLE,
      details: expect.stringContaining('refused the credentials'),
    });
    expect(words.seen).toEqual([]);
  });

  it('can be cancelled while it waits for a token', async () => {
    await using world = await startWorld();
    await using words = await startGrpc(world);
    world.issuer.fault({ route: 'token', fault: { kind: 'delay', ms: 200 } });
    const { path } = { path: '/test.Words/Upper' };
    const ended = new Promise<grpc.ServiceError | null>((resolve) => {
      words.client.makeUnaryRequest(path, serialize, deserialize, 'a', resolve).cancel();
    });
    expect(await ended).toMatchObject({ code: grpc.status.CANCELLED });
    expect(words.seen).toEqual([]);
  });
});
