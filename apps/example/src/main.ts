import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createMockServer, type MockServer, type MockServerOptions } from '@tokenkeep/mock-server';
import { exercise, isRight, type Row } from './exercise.ts';
import { startApp, type RunningApp } from './start-app.ts';
import { table } from './table.ts';

const calls = 100;
const adapters = [
  { name: 'core', file: 'bare', port: 4011, callPath: '/conversations' },
  { name: 'nest-module', file: 'nest', port: 4012, callPath: '/conversations' },
  { name: 'fastify-plugin', file: 'fastify', port: 4013, callPath: '/conversations' },
  { name: 'next', file: 'next', port: 4014, callPath: '/api/symbl/v1/conversations' },
];

const help = `Usage: npm start -- [--once]

Starts the mock token server and one application per adapter, calls the protected API ${calls} times at once through
each, prints what it cost, and stays up until Ctrl-C.

  --once   exit after the table: 0 if every row is right, 1 if not
  --help   show this text`;

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
});

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    console.log(help);
    return 0;
  }
  const interrupted = new Promise<'interrupted'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve('interrupted'));
  });
  const running: RunningApp[] = [];
  const apps = adapters.map(({ file }) => ({ appId: file, appSecret: randomUUID() }));
  await using server = await startMockServer({ apps });
  try {
    const work = startAndExercise(server, running);
    const rows = await Promise.race([work, interrupted]);
    if (rows === 'interrupted') return 130;
    console.log(`\n${table(rows)}\n`);
    if (values.once === true) return conclude(rows);
    for (const { name, url } of [{ name: 'token server', url: server.url }, ...running]) {
      console.log(`${name.padEnd(16)}${url}`);
    }
    console.log('\nRunning. Ctrl-C ends all of it.');
    await interrupted;
    return 0;
  } finally {
    await Promise.all(running.map((app) => app.stop()));
  }
}

async function startMockServer(options: MockServerOptions): Promise<MockServer> {
  progress('token server');
  return createMockServer({ ...options, port: 4010 }).catch(() => createMockServer(options));
}

async function startAndExercise(server: MockServer, running: RunningApp[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, file, port, callPath } of adapters) {
    progress(name);
    const credentials = server.apps.find(({ appId }) => appId === file);
    if (credentials === undefined) throw new Error(`The token server has no app for ${name}.`);
    const app = await startApp(name, file, {
      PORT: String(port),
      SYMBL_BASE_URL: server.url,
      SYMBL_APP_ID: credentials.appId,
      SYMBL_APP_SECRET: credentials.appSecret,
    });
    running.push(app);
    rows.push(await exercise(app, callPath, file, calls, server));
  }
  return rows;
}

function progress(name: string): void {
  console.log(`starting ${name} …`);
}

function conclude(rows: readonly Row[]): number {
  const wrong = rows.filter((row) => !isRight(row)).map(({ adapter }) => adapter);
  console.log(wrong.length === 0 ? 'Every adapter made one exchange.' : `Wrong: ${wrong.join(', ')}.`);
  return wrong.length === 0 ? 0 : 1;
}
