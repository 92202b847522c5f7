import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPacked, packedConfig } from './install-packed.ts';
import { startMockWorld, type MockWorld } from './mock-world.ts';
import { copyApp, moveInto, remove, run } from './next-app.ts';
import { pathFaults } from './path-attacks.ts';
import { startWorker } from './worker.ts';

const openNextConfig = `
import { defineCloudflareConfig } from '@opennextjs/cloudflare';

export default defineCloudflareConfig();
`;

const plainWorker = `
import { symbl } from '@tokenkeep/core';
import { createTokenProxy, sharedTokenClient } from '@tokenkeep/next';

export default {
  async fetch(request, { SYMBL_APP_ID: appId, SYMBL_APP_SECRET: appSecret, SYMBL_BASE_URL: baseUrl }) {
    const client = sharedTokenClient('symbl', () => ({ issuer: symbl({ appId, appSecret, baseUrl }) }));
    const path = new URL(request.url).pathname.split('/').slice(2);
    const { GET } = createTokenProxy({ client, authorize: () => true, allow: ['GET /v1/**'], route: '/api' });
    return GET(request, { params: Promise.resolve({ path }) });
  },
};
`;

const jestConfig = `
import nextJest from 'next/jest.js';

export default nextJest({ dir: './' })({ testEnvironment: 'jsdom', testMatch: ['**/jest/*.test.js'] });
`;

const inJsdom = `
it('says what to do', () => {
  for (const name of ['@tokenkeep/next', '@tokenkeep/next/token-route']) {
    expect(() => require(name)).toThrow(/must stay on the server.*@jest-environment node/);
  }
});
`;

const onNode = `
/** @jest-environment node */
it('works', () => {
  expect(typeof require('@tokenkeep/next').createTokenProxy).toBe('function');
  expect(typeof require('@tokenkeep/next/token-route').createTokenRoute).toBe('function');
});
`;

describe('the packed packages where others than Next resolve them', () => {
  let directory: string;
  let world: MockWorld;

  beforeAll(async () => {
    world = await startMockWorld();
    directory = await mkdtemp(join(tmpdir(), 'tokenkeep-open-next-'));
    await installPacked(
      directory,
      'next@16.4.6',
      '@opennextjs/cloudflare@1.20.13',
      'wrangler@4.164.0',
      'jest@30.5.2',
      'jest-environment-jsdom@30.5.2',
      'typescript-5@npm:typescript@5.9',
    );
    await moveInto(directory, await copyApp('app'));
    // OpenNext has no proxy.ts on Node, and a Worker must not call anybody while it loads.
    for (const name of ['proxy.ts', 'instrumentation.ts']) await rm(join(directory, name));
    await writeFile(join(directory, 'next.config.ts'), packedConfig);
    await writeFile(join(directory, 'open-next.config.ts'), openNextConfig);
  });

  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
    await remove(directory);
  });

  it('on OpenNext, a Worker asks the API for the path that authorize saw, whatever the query says', async () => {
    const cli = join(directory, 'node_modules', '@opennextjs', 'cloudflare', 'dist', 'cli', 'index.js');
    // It asks for a configuration of wrangler where there is none.
    const config = { name: 'app', main: '.open-next/worker.js', compatibility_date: '2026-01-01' };
    const flags = { ...config, compatibility_flags: ['nodejs_compat'] };
    await writeFile(join(directory, 'wrangler.json'), JSON.stringify(flags));
    const { code, output } = await run(directory, cli, 'build');
    expect(output).toContain('OpenNext build complete');
    expect(code).toBe(0);
    await using worker = await startWorker(directory, '.open-next/worker.js', world.variables);
    expect(await pathFaults(`${worker.url}/api/echo`, world)).toEqual([]);
    expect(await pathFaults(`${worker.url}/short`, world)).toEqual([]);
    expect(await (await fetch(`${worker.url}/api/symbl/v1/conversations/1`)).json()).toMatchObject({ id: '1' });
  });

  it('in a Worker without Next they are the server they are', async () => {
    await mkdir(join(directory, 'plain'));
    await writeFile(join(directory, 'plain', 'worker.mjs'), plainWorker);
    await using worker = await startWorker(directory, 'plain/worker.mjs', world.variables);
    expect(await (await fetch(`${worker.url}/api/v1/conversations/2`)).json()).toMatchObject({ id: '2' });
  });

  it('under next/jest with jsdom they say what a test of server code needs, and work then', async () => {
    await mkdir(join(directory, 'jest'));
    await writeFile(join(directory, 'jest.config.mjs'), jestConfig);
    await writeFile(join(directory, 'jest', 'jsdom.test.js'), inJsdom);
    await writeFile(join(directory, 'jest', 'node.test.js'), onNode);
    const { output } = await run(directory, join(directory, 'node_modules', 'jest', 'bin', 'jest.js'), '--ci');
    expect(output).toContain('2 passed, 2 total');
  });

  it('have types where moduleResolution is node10, for TypeScript 5.9', async () => {
    const use = `
import { createTokenProxy } from '@tokenkeep/next';
import { createTokenRoute } from '@tokenkeep/next/token-route';

export const proxy = createTokenProxy({ allow: 7 });
export const route = createTokenRoute({ onError: 7 });
`;
    await mkdir(join(directory, 'types'));
    await writeFile(join(directory, 'types', 'use.ts'), use);
    const options = ['--module', 'commonjs', '--moduleResolution', 'node10', '--target', 'es2022', '--noEmit'];
    const flags = [...options, '--strict', '--skipLibCheck', '--ignoreDeprecations', '5.0'];
    const tsc = join(directory, 'node_modules', 'typescript-5', 'lib', 'tsc.js');
    const { output } = await run(join(directory, 'types'), tsc, ...flags, 'use.ts');
    // Without types both imports would be errors of their own (TS7016, TS2307), and these none.
    expect(output.match(/error TS\d+/g)).toEqual(['error TS2322', 'error TS2322']);
  });
});
