import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loopbackServer, type LoopbackServer } from './loopback-server.ts';
import { runScript } from './run-script.ts';

/** An issuer that answers after `latencyMs`, tokens of `lifetimeS` seconds. */
let issuer: LoopbackServer;
let latencyMs = 400;
let lifetimeS = 3600;
let minted = 0;
const children: ChildProcess[] = [];

beforeAll(async () => {
  issuer = await loopbackServer(async (_, response) => {
    await new Promise((resolve) => setTimeout(resolve, latencyMs));
    minted += 1;
    response.end(JSON.stringify({ accessToken: `token-${minted}`, expiresIn: lifetimeS }));
  });
});
afterAll(() => issuer[Symbol.asyncDispose]());
afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGCONT');
    child.kill('SIGKILL');
  }
});

/** A process with a client, that asks for a token at each line on its standard input, and says what came. */
async function asker(timeoutMs = 10_000): Promise<{
  readonly child: ChildProcess;
  ask(): void;
  heard(): Promise<{ code?: string; token?: string; tookMs: number; events: string[] }>;
}> {
  const source = `
    import { createInterface } from 'node:readline';
    import { createTokenClient, symbl } from './src/index.ts';
    const events = [];
    const client = createTokenClient({
      issuer: symbl({ appId: 'a', appSecret: 'b', baseUrl: '${issuer.origin}' }),
      timeoutMs: ${timeoutMs},
      onEvent: ({ type }) => events.push(type),
    });
    createInterface({ input: process.stdin }).on('line', async () => {
      const startedAt = performance.now();
      const outcome = await client.getToken().then(
        ({ accessToken }) => ({ token: accessToken }),
        ({ code }) => ({ code }),
      );
      console.log(JSON.stringify({ ...outcome, tookMs: performance.now() - startedAt, events }));
    });
    console.log('ready');
  `;
  const args = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '--eval', source];
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  let buffered = '';
  let wake = (): void => undefined;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    buffered += text;
    const parts = buffered.split('\n');
    buffered = parts.pop() ?? '';
    lines.push(...parts);
    wake();
  });
  const next = async (): Promise<string> => {
    while (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return lines.shift() ?? '';
  };
  expect(await next()).toBe('ready');
  return {
    child,
    ask: () => void child.stdin?.write('\n'),
    heard: async () => JSON.parse(await next()),
  };
}

async function stopFor(child: ChildProcess, ms: number): Promise<void> {
  child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGCONT');
}

describe('a real process that is stopped by SIGSTOP', { timeout: 60_000 }, () => {
  it('for longer than its timeout in the first exchange: all who ask get a token, and no rest opens', async () => {
    latencyMs = 400;
    const { child, ask, heard } = await asker(2000);
    const seen = issuer.seen.length;
    ask();
    while (issuer.seen.length === seen) await new Promise((resolve) => setTimeout(resolve, 5));
    await stopFor(child, 3500);
    ask();
    for (const outcome of [await heard(), await heard()]) {
      expect(outcome.token).toBeDefined();
      expect(outcome.events).not.toContain('cooling-down');
      expect(outcome.events).not.toContain('exchange-failed');
    }
  });

  it('in a refresh behind callers, with the token dead when it goes on: the first caller gets a token', async () => {
    latencyMs = 400;
    lifetimeS = 3;
    try {
      const { child, ask, heard } = await asker(2000);
      ask();
      await heard();
      await new Promise((resolve) => setTimeout(resolve, 2250));
      ask();
      await heard();
      await stopFor(child, 3500);
      ask();
      const outcome = await heard();
      expect(outcome.token).toBeDefined();
      expect(outcome.events).not.toContain('cooling-down');
    } finally {
      lifetimeS = 3600;
    }
  });

  it('with nothing under way, and again and again, as a function between its calls', async () => {
    latencyMs = 50;
    lifetimeS = 2;
    try {
      const { child, ask, heard } = await asker(1000);
      for (let invocation = 0; invocation < 5; invocation += 1) {
        ask();
        // Stopped at once, in the middle of whatever it does.
        await stopFor(child, 1400);
        expect(await heard()).toMatchObject({ token: expect.stringMatching(/^token-/) });
      }
    } finally {
      lifetimeS = 3600;
    }
  });
});

describe('an event loop that is blocked for longer than the timeout', { timeout: 30_000 }, () => {
  it('while a prompt answer waits: the answer counts', async () => {
    latencyMs = 200;
    const { stdout, stderr } = await runScript(`
      import { createTokenClient, symbl } from './src/index.ts';
      const events = [];
      const client = createTokenClient({
        issuer: symbl({ appId: 'a', appSecret: 'b', baseUrl: '${issuer.origin}' }),
        timeoutMs: 1000,
        onEvent: ({ type }) => events.push(type),
      });
      const asked = client.getToken();
      await new Promise((resolve) => setTimeout(resolve, 100));
      const until = performance.now() + 3000;
      while (performance.now() < until);
      const token = await asked;
      console.log(token.accessToken, events.join());
    `);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^token-\d+ .*exchanged/);
    expect(stdout).not.toMatch(/exchange-failed|given-up|cooling-down/);
  });
});
