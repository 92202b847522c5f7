import { createMockServer, type FaultOrder } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { runScript, type ScriptRun } from './run-script.ts';

/** What a script is given, and what the token server does to it. */
interface Scene {
  /** Options of its client. */
  readonly options?: string;
  /** What meets its first exchanges. */
  readonly fault?: Pick<FaultOrder, 'fault' | 'times'>;
}

/** What a script left behind, how many exchanges it made, and how long after its last line it ended. */
interface Exit extends ScriptRun {
  readonly exchanges: number;
  readonly lingeredMs: number;
}

/** Runs a script that has `client` and `clock`, and a token server of its own. */
async function run(body: string, { options = '', fault }: Scene = {}): Promise<Exit> {
  await using server = await createMockServer({ rolloverMs: Infinity });
  if (fault !== undefined) server.fault({ route: 'token', ...fault });
  const { url, apps } = server;
  const script = `
    import { createTokenClient, memoryCache } from './src/index.ts';
    import { issuerUnderTest } from './test/issuer-under-test.ts';
    const server = JSON.parse(process.env.SERVER);
    let ahead = 0;
    const memory = memoryCache();
    let hangs = false;
    const clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() + ahead };
    const client = createTokenClient({
      issuer: issuerUnderTest(server),
      clock,
      ${options}
    });
    const fault = (fault) => fetch(server.url + '/__mock/faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ route: 'token', fault }),
    });
    ${body}
    const endedAt = performance.now();
    process.on('exit', () => console.log('lingered ' + Math.round(performance.now() - endedAt)));
  `;
  const result = await runScript(script, {
    env: { SERVER: JSON.stringify({ url, apps }), TOKENKEEP_ISSUER: process.env['TOKENKEEP_ISSUER'] ?? '' },
  });
  const lingered = /lingered (\d+)/.exec(result.stdout)?.[1];
  return { ...result, exchanges: server.counters().exchanges, lingeredMs: Number(lingered) };
}

/** The same for a script that is to end well. */
async function ended(body: string, scene?: Scene): Promise<Exit> {
  const result = await run(body, scene);
  expect(result.stderr).toBe('');
  expect(result.exitCode).toBe(0);
  return result;
}

describe.concurrent('a script', () => {
  it('that gets a token and does nothing else exits by itself, at once', async () => {
    const { stdout, lingeredMs } = await ended(`
      const token = await client.getToken();
      await client.getToken();
      console.log('expires in', token.expiresIn);
    `);
    expect(stdout).toMatch(/expires in 86\d{3}/);
    // Without a timer of ours; ten seconds would be the deadline's.
    expect(lingeredMs).toBeLessThan(4000);
  });

  it('that has a client and never asks exits', async () => {
    const { lingeredMs } = await ended('');
    expect(lingeredMs).toBeLessThan(4000);
  });

  it('that waits through the pause before a retry gets its token', async () => {
    const { stdout, exchanges } = await ended(`console.log('got', (await client.getToken()).expiresIn);`, {
      fault: { fault: { kind: 'status', status: 503, retryAfter: 1 } },
    });
    expect(stdout).toMatch(/got 86\d{3}/);
    expect(exchanges).toBe(2);
  });

  it('that waits for a token past its leeway, while the refresh rests before a retry, gets the old one', async () => {
    const { stdout } = await ended(`
      const first = await client.getToken();
      await fault({ kind: 'status', status: 503, retryAfter: 5 });
      ahead = 86_400_000 - 20_000;
      console.log('same', (await client.getToken()) === first);
    `);
    expect(stdout).toContain('same true');
  });

  it('whose refresh rests behind it, before a retry, does not wait for that', async () => {
    const { stdout, lingeredMs } = await ended(`
      await client.getToken();
      await fault({ kind: 'status', status: 503, retryAfter: 8 });
      ahead = 86_400_000 - 200_000;
      await client.getToken();
      await new Promise((resolve) => setTimeout(resolve, 500));
      console.log('refreshing', client.status().refreshing);
    `);
    expect(stdout).toContain('refreshing true');
    expect(lingeredMs).toBeLessThan(4000);
  });

  it('with a refresh on its way behind it exits when the answer is there', async () => {
    const { stdout, exchanges } = await ended(`
      await client.getToken();
      ahead = 86_400_000 - 200_000;
      await client.getToken();
      console.log('refreshing', client.status().refreshing);
    `);
    expect(stdout).toContain('refreshing true');
    expect(exchanges).toBe(2);
  });

  it('with a refresh behind it that hangs exits when that times out', async () => {
    const { stdout, lingeredMs } = await ended(
      `
      await client.getToken();
      await fault({ kind: 'hang' });
      ahead = 86_400_000 - 200_000;
      await client.getToken();
      console.log('refreshing', client.status().refreshing);
    `,
      { options: 'timeoutMs: 1500,' },
    );
    expect(stdout).toContain('refreshing true');
    expect(lingeredMs).toBeLessThan(8000);
  });

  it('that closes its client in the middle of an exchange exits at once', async () => {
    const { stdout, lingeredMs } = await ended(
      `
      const outcome = client.getToken().catch((error) => error.code);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await client.close();
      console.log(await outcome);
    `,
      { fault: { fault: { kind: 'hang' } } },
    );
    expect(stdout).toContain('ERR_TOKEN_CLOSED');
    expect(lingeredMs).toBeLessThan(4000);
  });

  it('whose caller gave up during the pause before a retry does not wait for that', async () => {
    const { stdout, lingeredMs } = await ended(
      `console.log(await client.getToken({ signal: AbortSignal.timeout(700) }).catch((error) => error.name));`,
      { fault: { fault: { kind: 'status', status: 503, retryAfter: 8 } } },
    );
    expect(stdout).toContain('TimeoutError');
    expect(lingeredMs).toBeLessThan(4000);
  });

  it.each([
    ['refuses a token', `await client.invalidate(token); console.log('done');`],
    ['gets a 401', `console.log('done', (await client.fetch(server.url + '/x')).status);`],
  ])('that %s while its cache hangs waits for the cache, and ends by itself', async (_, body) => {
    const { stdout } = await ended(
      `
      const token = await client.getToken();
      hangs = true;
      ${body}
      `,
      {
        options: `
      cache: { ...memory, get: (key) => (hangs ? new Promise(() => undefined) : memory.get(key)) },
      fetch: async (request, init) => {
        const { pathname } = new URL(request.url ?? request);
        return pathname === '/x' ? new Response('', { status: 401 }) : fetch(request, init);
      },
      `,
      },
    );
    expect(stdout).toContain('done');
  });

  it('whose every call fails, unheard of by anybody but the caller, has no unhandled rejection', async () => {
    const { stdout } = await ended(
      `
      const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => client.getToken()));
      console.log(new Set(outcomes.map(({ reason }) => reason.code)));
      await client.invalidate('none');
    `,
      { fault: { times: 100, fault: { kind: 'status', status: 401 } } },
    );
    expect(stdout).toContain("Set(1) { 'ERR_TOKEN_CREDENTIALS' }");
  });
});

describe('this test runner', () => {
  it('would notice: a script with an unhandled rejection ends with code 1', async () => {
    const { exitCode, stderr } = await run(`void Promise.reject(new Error('left alone'));`);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('left alone');
  });
});
