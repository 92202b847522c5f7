import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { snippetsOf } from '@tokenkeep/pages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaints } from '../test/complaints.ts';
import { installedVersion, scratchFolder, type ScratchFolder } from './scratch-folder.ts';
import { startRedis } from './start-redis.ts';

let folder: ScratchFolder;

beforeAll(async () => {
  const installed = await Promise.all(
    ['fastify', 'fastify-plugin', '@types/node', '@fastify/sensible'].map(installedVersion),
  );
  const companions = [...installed, '@fastify/autoload@6.5.0', '@fastify/redis@9.0.0', 'fastify-cli@8.0.2'];
  folder = await scratchFolder(['core', 'fastify-plugin', 'redis-cache'], companions);
});
afterAll(() => folder[Symbol.asyncDispose]());

/** The environment that `symbl()` reads. */
function environment(mock: MockServer): Record<string, string> {
  const [{ appId, appSecret }] = mock.apps;
  return { SYMBL_APP_ID: appId, SYMBL_APP_SECRET: appSecret, SYMBL_BASE_URL: mock.url };
}

// Serves 100 requests over HTTP, prints what became of them and closes; the process has to end by itself.
const serveAndReport = `
app.get('/', () => app.tokenClient.fetch('/v1/conversations/1').then((r) => r.json()));
const main = async () => {
  const address = await app.listen({ port: 0 });
  const responses = await Promise.all(Array.from({ length: 100 }, () => fetch(address)));
  const good = responses.filter((response) => response.ok).length;
  console.log(JSON.stringify({ good, state: app.tokenClient.status().state, ...facts }));
  await app.close();
};
main();
`;

const served = { good: 100, state: 'fresh' };

describe('the packed tarballs', () => {
  it('run in a stock ESM app', async () => {
    await using mock = await createMockServer();
    await folder.write('esm/package.json', '{ "type": "module" }');
    await folder.write(
      'esm/app.js',
      `import Fastify from 'fastify';
import plugin, { tokenPlugin } from '@tokenkeep/fastify-plugin';
import { symbl } from '@tokenkeep/core';
const facts = { same: plugin === tokenPlugin };
const app = Fastify();
app.register(plugin, { issuer: symbl() });
${serveAndReport}`,
    );

    expect(await folder.run('esm/app.js', environment(mock))).toEqual({ ...served, same: true });
    expect(mock.counters().exchanges).toBe(1);
  });

  it('run in a stock CommonJS app, as one copy with what import gives', async () => {
    await using mock = await createMockServer();
    await folder.write('cjs/package.json', '{ "type": "commonjs" }');
    await folder.write(
      'cjs/app.js',
      `const app = require('fastify')();
const { symbl } = require('@tokenkeep/core');
const required = require('@tokenkeep/fastify-plugin');
const { tokenPlugin, default: plugin, errorCodes } = required;
const facts = { same: plugin === required && tokenPlugin === required, code: new errorCodes.FST_TOKENS_TIMEOUT().code };
app.register(require('@tokenkeep/fastify-plugin'), { issuer: symbl() });
app.after(async () => Object.assign(facts, { oneCopy: (await import('@tokenkeep/fastify-plugin')).default === required }));
${serveAndReport}`,
    );

    expect(await folder.run('cjs/app.js', environment(mock))).toEqual({
      ...served,
      same: true,
      code: 'FST_TOKENS_TIMEOUT',
      oneCopy: true,
    });
    expect(mock.counters().exchanges).toBe(1);
  });
});

describe('the app that fastify-cli generates', () => {
  it.each([
    [
      'as a file of its folder plugins',
      `module.exports = require('@tokenkeep/fastify-plugin');
module.exports.autoConfig = { issuer: require('@tokenkeep/core').symbl(), warmUp: true };`,
    ],
    [
      'registered by one, with the options that this is handed',
      `module.exports = require('fastify-plugin')(async (fastify, opts) => {
  fastify.register(require('@tokenkeep/fastify-plugin'), { ...opts, issuer: require('@tokenkeep/core').symbl(), warmUp: true });
});`,
    ],
  ])('takes the plugin %s, beside the options of others', async (_, plugin) => {
    await using mock = await createMockServer();
    const app = `generated-${mock.url.split(':').at(-1)}`;
    await folder.command('fastify', 'generate', app);
    await folder.write(`${app}/plugins/tokens.js`, plugin);
    await folder.write(
      `${app}/routes/conversations/index.js`,
      `module.exports = async (fastify) => {
  fastify.get('/', async (request, reply) => {
    const response = await fastify.tokenClient.fetch('/v1/conversations/7');
    reply.code(response.status).type(response.headers.get('content-type'));
    return response.body;
  });
};`,
    );
    await folder.write(
      `${app}/start.js`,
      `const { build } = require('fastify-cli/helper');
const main = async () => {
  const app = await build(['-o', require.resolve('./app.js'), '--', '--stage', 'production'], { skipOverride: true });
  await app.ready();
  const answer = await app.inject('/conversations');
  console.log(JSON.stringify({ status: answer.statusCode, id: answer.json().id }));
  await app.close();
};
main();`,
    );

    expect(await folder.run(`${app}/start.js`, environment(mock))).toEqual({ status: 200, id: '7' });
    expect(mock.counters().exchanges).toBe(1);
  });
});

const redisMissing = spawnSync('redis-server', ['--version']).error !== undefined && process.env['CI'] === undefined;
const title = redisMissing ? 'SKIPPED, for want of redis-server: ' : '';

describe.skipIf(redisMissing)(`${title}the README's app with @fastify/redis`, () => {
  it('compiles, and shares one token among three processes through a real Redis', async () => {
    await using mock = await createMockServer({ latencyMs: 200 });
    await using redis = await startRedis();
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const snippet = snippetsOf(readme, 'ts').find(({ code }) => code.includes('redis-cache'))?.code ?? '';
    await folder.write('redis/package.json', '{ "type": "module" }');
    await folder.write('redis/app.ts', snippet);
    await folder.write(
      'redis/app.js',
      `${snippet.replace("'127.0.0.1'", "'127.0.0.1', port: Number(process.env.REDIS_PORT)")}
const facts = {};
${serveAndReport}`,
    );
    const run = () => folder.run('redis/app.js', { ...environment(mock), REDIS_PORT: String(redis.port) });

    expect(await complaints([`${folder.path}/redis/app.ts`])).toBe('');
    expect(await Promise.all([run(), run(), run()])).toEqual([served, served, served]);
    expect(mock.counters().exchanges).toBe(1);
  });
});
