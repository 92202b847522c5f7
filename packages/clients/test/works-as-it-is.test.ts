import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import * as heyApi from '@hey-api/client-fetch';
import { createTRPCClient, httpBatchLink, httpBatchStreamLink } from '@trpc/client';
import { initTRPC } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { Client, fetchExchange } from '@urql/core';
import axios from 'axios';
import { EventSource } from 'eventsource';
import { buildSchema, graphql } from 'graphql';
import { GraphQLClient } from 'graphql-request';
import ky from 'ky';
import { createFetch } from 'ofetch';
import createClient from 'openapi-fetch';
import { describe, expect, it } from 'vitest';
import { startWorld, type Answer, type World } from './world.ts';

/** What `openapi-typescript` makes of a description with one path. */
interface paths {
  '/echo': {
    post: {
      requestBody: { content: { 'application/json': { say: string } } };
      responses: { 200: { content: { 'application/json': { body: string } } } };
    };
  };
}

const schema = buildSchema('type Query { say(text: String!): String }');
const trpc = initTRPC.create();
const router = trpc.router({
  say: trpc.procedure.input((text: unknown) => String(text)).mutation(({ input }) => input),
});
const trpcHandler = createHTTPHandler({ router, basePath: '/trpc/' });

/** An API of many tongues: each says again what it was told. */
const answer: Answer = async ({ path, body }, response, incoming) => {
  if (path.startsWith('/trpc/')) return trpcHandler(Object.assign(incoming, { body: JSON.parse(body) }), response);
  if (path === '/events') {
    response.setHeader('content-type', 'text/event-stream');
    return response.end('retry: 1\ndata: hello\n\n');
  }
  response.setHeader('content-type', 'application/json');
  if (!path.startsWith('/graphql')) return response.end(JSON.stringify({ body }));
  const rootValue = { say: ({ text }: { text: string }) => text };
  return response.end(JSON.stringify(await graphql({ schema, rootValue, ...graphqlRequest(path, body) })));
};

/** A query comes as JSON, or in the URL of a GET. */
function graphqlRequest(path: string, body: string) {
  const { searchParams } = new URL(path, 'http://api');
  const sent = { query: searchParams.get('query'), variables: JSON.parse(searchParams.get('variables') ?? '{}') };
  const { query, variables } = body === '' ? sent : JSON.parse(body);
  return { source: String(query), variableValues: variables as Record<string, unknown> };
}

const query = 'query Say($text: String!) { say(text: $text) }';
const variables = { text: 'hello' };
const json = { say: 'hello' };

/** One call that says hello to the API at `baseUrl`, and comes to what was said. */
type Call = (world: World, baseUrl: string) => Promise<unknown>;

const calls: Record<string, Call> = {
  async ky({ tokens }, baseUrl) {
    const client = ky.create({ fetch: tokens.fetch });
    return JSON.parse((await client.post(`${baseUrl}/echo`, { json }).json<{ body: string }>()).body).say;
  },
  async ofetch({ tokens }, baseUrl) {
    const client = createFetch({ fetch: tokens.fetch });
    const { body } = await client<{ body: string }, 'json'>(`${baseUrl}/echo`, { method: 'POST', body: json });
    return JSON.parse(body).say;
  },
  async 'openapi-fetch'({ tokens }, baseUrl) {
    const client = createClient<paths>({ baseUrl, fetch: tokens.fetch });
    const { data } = await client.POST('/echo', { body: json });
    return JSON.parse(data?.body ?? '').say;
  },
  async 'hey-api'({ tokens }, baseUrl) {
    const client = heyApi.createClient({ baseUrl, fetch: tokens.fetch });
    const headers = { 'content-type': 'application/json' };
    const { data } = await client.post<{ 200: { body: string } }, unknown, true>({
      url: '/echo',
      body: json,
      headers,
      throwOnError: true,
    });
    return JSON.parse(data.body).say;
  },
  async 'axios, on fetch'({ tokens }, baseUrl) {
    const client = axios.create({ adapter: 'fetch', env: { fetch: tokens.fetch } });
    return JSON.parse((await client.post(`${baseUrl}/echo`, json)).data.body).say;
  },
  async 'graphql-request'({ tokens }, baseUrl) {
    const url = `${baseUrl}/graphql`;
    const client = new GraphQLClient(url, { fetch: tokens.fetch });
    return (await client.request<{ say: string }>(query, variables)).say;
  },
  async Apollo({ tokens }, baseUrl) {
    const uri = `${baseUrl}/graphql`;
    const link = new HttpLink({ uri, fetch: tokens.fetch });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return (await client.query<{ say: string }>({ query: gql(query), variables })).data?.say;
  },
  async urql({ tokens }, baseUrl) {
    const url = `${baseUrl}/graphql`;
    const client = new Client({ url, exchanges: [fetchExchange], fetch: tokens.fetch });
    const { data, error } = await client.query<{ say: string }>(query, variables).toPromise();
    if (error) throw error;
    return data?.say;
  },
  async tRPC({ tokens }, baseUrl) {
    const url = `${baseUrl}/trpc`;
    const trpc = createTRPCClient<typeof router>({ links: [httpBatchLink({ url, fetch: tokens.fetch })] });
    return trpc.say.mutate('hello');
  },
  async 'tRPC, streaming'({ tokens }, baseUrl) {
    const url = `${baseUrl}/trpc`;
    const trpc = createTRPCClient<typeof router>({ links: [httpBatchStreamLink({ url, fetch: tokens.fetch })] });
    return trpc.say.mutate('hello');
  },
  async eventsource({ tokens }, baseUrl) {
    const url = `${baseUrl}/events`;
    const source = new EventSource(url, { fetch: tokens.fetch });
    try {
      return await new Promise((resolve, reject) => {
        source.addEventListener('message', ({ data }) => resolve(data));
        source.addEventListener('error', reject);
      });
    } finally {
      source.close();
    }
  },
};

describe('eventsource', () => {
  it('connects again with another token after the API revoked the first', async () => {
    await using world = await startWorld(answer);
    const { tokens, issuer, api, revoke } = world;
    const source = new EventSource(`${api.origin}/events`, { fetch: tokens.fetch });
    const message = (): Promise<unknown> => new Promise((resolve) => source.addEventListener('message', resolve));
    await message();
    revoke();
    await message();
    source.close();
    expect(issuer.counters().exchanges).toBe(2);
  });
});

describe.each(Object.entries(calls))('%s works as it is', (_, call) => {
  it('with the token, and with another after the API revoked it', async () => {
    await using world = await startWorld(answer);
    const { origin } = world.api;
    expect(await Promise.all([call(world, origin), call(world, origin)])).toEqual(['hello', 'hello']);
    world.revoke();
    expect(await call(world, origin)).toBe('hello');
    expect(world.issuer.counters().exchanges).toBe(2);
    expect(world.api.seen).toHaveLength(4);
  });

  it('and sends nothing to another origin', async () => {
    await using world = await startWorld(answer);
    await expect(call(world, world.stranger.origin)).rejects.toBeDefined();
    expect(world.stranger.seen).toEqual([]);
  });
});
