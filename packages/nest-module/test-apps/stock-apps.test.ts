import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stockApp, type StockApp, type StockAppOptions } from './stock-app.ts';

const shared = ['@types/express@5.0.6', '@types/node@24.19.2', 'reflect-metadata@0.2.2', 'rxjs@7.8.2'];

const versions: readonly [string, StockAppOptions][] = [
  [
    'Nest 12, ESM, vitest',
    {
      modules: 'esm',
      dependencies: [
        ...shared,
        '@nestjs/cli@12.0.8',
        '@nestjs/common@12.5.1',
        '@nestjs/config@12.0.1',
        '@nestjs/core@12.5.1',
        '@nestjs/platform-express@12.5.1',
        '@nestjs/platform-fastify@12.5.0',
        '@nestjs/schematics@12.0.6',
        '@nestjs/terminus@12.1.0',
        '@nestjs/testing@12.1.1',
        'typescript@6.0.3',
        'vite-tsconfig-paths@5.1.4',
        'vitest@4.1.12',
      ],
    },
  ],
  [
    'Nest 11, CommonJS, Jest 30',
    {
      modules: 'commonjs',
      dependencies: [
        ...shared,
        '@nestjs/cli@11.0.13',
        '@nestjs/common@11.2.10',
        '@nestjs/config@4.0.4',
        '@nestjs/core@11.2.10',
        '@nestjs/platform-express@11.2.10',
        '@nestjs/platform-fastify@11.2.8',
        '@nestjs/schematics@11.1.0',
        '@nestjs/terminus@11.1.1',
        '@nestjs/testing@11.2.6',
        '@types/jest@30.0.0',
        'jest@30.5.2',
        'ts-jest@29.4.15',
        'typescript@5.9.3',
      ],
    },
  ],
];

describe.each(versions)('the packed tarballs in a stock app of %s', (_, options) => {
  const apps = [
    { appId: 'default-id', appSecret: 'default-secret-canary' },
    { appId: 'sales-id', appSecret: 'sales-secret-canary' },
  ];
  let mock: MockServer;
  let app: StockApp;

  beforeAll(async () => {
    mock = await createMockServer({ apps });
    app = await stockApp(options);
  });
  afterAll(async () => {
    await mock.close();
    await app[Symbol.asyncDispose]();
  });

  const environment = () => ({
    SYMBL_APP_ID: 'default-id',
    SYMBL_APP_SECRET: 'default-secret-canary',
    SALES_APP_ID: 'sales-id',
    SALES_APP_SECRET: 'sales-secret-canary',
    SYMBL_BASE_URL: mock.url,
  });

  it('pass its unit tests, without any configuration', async () => {
    expect(await app.script('test')).toMatch(/Tests:?\s+11 passed/);
    expect(mock.counters().exchanges).toBe(0);
  });

  it('pass its end-to-end tests, on Express and Fastify', async () => {
    expect(await app.script('test:e2e', environment())).toMatch(/Tests:?\s+4 passed/);
  });

  // What the Nest CLI wrote until August 2025. Gone from ESM, and from the TypeScript of Nest 12.
  it.runIf(options.modules === 'commonjs')('compile under module commonjs, which implies node10', async () => {
    const flags = ['--module', 'commonjs', '--moduleResolution', 'node10', '--resolvePackageJsonExports', 'false'];
    expect(await app.compile(...flags)).toBe('');
  });

  it('build and run: 100 calls at once for one exchange, an end by SIGTERM, a log without secrets', async () => {
    await app.script('build');
    mock.reset();
    const child = spawn(process.execPath, ['dist/main'], {
      cwd: app.path,
      env: { PATH: process.env['PATH'], NO_COLOR: '1', PORT: '0', ...environment() },
    });
    const exited = once(child, 'exit');
    let log = '';
    const listening = new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          log += String(chunk);
          const url = /listening at (http\S+)/.exec(log)?.[1];
          if (url !== undefined) resolve(url);
        });
      }
      child.once('exit', () => reject(new Error(log)));
    });
    const url = await listening;
    const responses = await Promise.all(Array.from({ length: 100 }, () => fetch(`${url}/conversations/1`)));
    const bodies = await Promise.all(responses.map((response) => response.text()));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
    expect(mock.counters()).toMatchObject({ exchanges: 1, apiCalls: 100 });
    child.kill('SIGTERM');
    expect(await exited).toEqual([null, 'SIGTERM']);
    expect(log).toMatch(/LOG.*TokenModule.*Token exchanged at/);
    expect(log).toMatch(/DEBUG.*TokenModule.*\[sales\] Token client closed/);
    for (const secret of apps) expect(log + bodies.join('')).not.toContain(secret.appSecret);
  });
});
