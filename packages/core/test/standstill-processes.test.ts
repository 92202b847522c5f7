import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loopbackServer, type LoopbackServer } from './loopback-server.ts';
import { runScript } from './run-script.ts';

/** An issuer that answers after `latencyMs`, tokens of `lifetimeS` seconds. */
function slowIssuer(latencyMs: number, lifetimeS = 3600): Promise<LoopbackServer> {
  let minted = 0;
  return loopbackServer(async (_, response) => {
    await new Promise((resolve) => setTimeout(resolve, latencyMs));
    minted += 1;
    response.end(JSON.stringify({ accessToken: `token-${minted}`, expiresIn: lifetimeS }));
  });
}

/** A process with a client, that asks for a token at each line on its standard input, and says what came. */
async function asker(
  issuer: LoopbackServer,
  timeoutMs: number,
): Promise<{
  readonly child: ChildProcess;
  ask(): void;
  heard(): Promise<{ code?: string; token?: string; tookMs: number; events: string[] }>;
  [Symbol.dispose](): void;
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
    [Symbol.dispose]: () => {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
    },
  };
}

async function stopFor(child: ChildProcess, ms: number): Promise<void> {
  child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGCONT');
}

describe.concurrent('a real process that stands still', { timeout: 60_000 }, () => {
  it('by SIGSTOP, for longer than its timeout in the first exchange: all who ask get a token, and no rest opens', async () => {
    await using issuer = await slowIssuer(400);
    using stopped = await asker(issuer, 2000);
    stopped.ask();
    while (issuer.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stopFor(stopped.child, 3500);
    stopped.ask();
    for (const outcome of [await stopped.heard(), await stopped.heard()]) {
      expect(outcome.token).toBeDefined();
      expect(outcome.events).not.toContain('cooling-down');
      expect(outcome.events).not.toContain('exchange-failed');
    }
  });

  it('by SIGSTOP, in a refresh behind callers, with the token dead when it goes on: the first caller gets a token', async () => {
    await using issuer = await slowIssuer(400, 3);
    using stopped = await asker(issuer, 2000);
    stopped.ask();
    await stopped.heard();
    await new Promise((resolve) => setTimeout(resolve, 2250));
    stopped.ask();
    await stopped.heard();
    await stopFor(stopped.child, 3500);
    stopped.ask();
    const outcome = await stopped.heard();
    expect(outcome.token).toBeDefined();
    expect(outcome.events).not.toContain('cooling-down');
  });

  it('by SIGSTOP, with nothing under way, and again and again, as a function between its calls', async () => {
    await using issuer = await slowIssuer(50, 2);
    using stopped = await asker(issuer, 1000);
    // Its modules are loaded, which on a busy machine takes longer than the timeout.
    stopped.ask();
    await stopped.heard();
    for (let invocation = 0; invocation < 5; invocation += 1) {
      stopped.ask();
      // Stopped at once, in the middle of whatever it does.
      await stopFor(stopped.child, 1400);
      expect(await stopped.heard()).toMatchObject({ token: expect.stringMatching(/^token-/) });
    }
  });

  it('by a blocked event loop, while a prompt answer waits: the answer counts', async () => {
    await using issuer = await slowIssuer(200);
    const { stdout, stderr } = await runScript(`
      import { createTokenClient, symbl } from './src/index.ts';
      const events = [];
      const client = createTokenClient({
        issuer: symbl({ appId: 'a', appSecret: 'b', baseUrl: '${issuer.origin}' }),
        timeoutMs: 2000,
        onEvent: ({ type }) => events.push(type),
      });
      const asked = client.getToken();
      await new Promise((resolve) => setTimeout(resolve, 100));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
      const token = await asked;
      console.log(token.accessToken, events.join());
    `);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^token-\d+ .*exchanged/);
    expect(stdout).not.toMatch(/exchange-failed|given-up|cooling-down/);
  });
});
