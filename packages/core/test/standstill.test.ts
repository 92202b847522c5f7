import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drained } from './drained.ts';
import { outcomeOf, SharedWorld } from './shared-world.ts';
import { loopbackServer, type LoopbackServer } from './loopback-server.ts';
import { runScript } from './run-script.ts';

describe('a process that stands still', () => {
  it('past its timeout, in its first exchange, gives the flight up without a rest; who waits gets a token', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    world.issuer.script = (index) => (index === 0 ? new Promise(() => undefined) : undefined);
    const waiting = outcomeOf(client, world.clock);
    await world.clock.pass(400);
    world.clock.tick(14_000);
    const first = outcomeOf(client, world.clock);
    await world.clock.pass(500);
    expect([waiting.current?.token, first.current?.token]).toEqual(['token-1', 'token-1']);
    const told = new Set(world.events.map(({ type }) => type));
    expect([...told].filter((type) => !type.startsWith('flight-')).sort()).toEqual(['exchanged', 'given-up']);
  });

  it('charges it to no caller: one who waited 9 s and stood still for 5 has another second', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    world.issuer.script = () => new Promise(() => undefined);
    const waiting = outcomeOf(client, world.clock);
    await world.clock.pass(9000);
    world.issuer.script = undefined;
    world.clock.tick(5000);
    await world.clock.pass(499);
    expect(waiting.current).toBeUndefined();
    await world.clock.pass(2);
    expect(waiting.current?.token).toBe('token-1');
  });

  it('ends the wait of one who came late no sooner than its own time is up', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    const slowly = new Promise<void>((resolve) => void world.clock.setTimer(resolve, 25_000));
    // Two attempts, then the flight that is started once the process runs again.
    world.issuer.script = (index) =>
      index < 2 ? new Promise(() => undefined) : slowly.then(() => world.issuer.grant());
    const first = outcomeOf(client, world.clock);
    await world.clock.pass(7000);
    world.clock.tick(14_000);
    await world.clock.pass(1500);
    const late = [outcomeOf(client, world.clock), outcomeOf(client, world.clock)];
    await world.clock.pass(2000);
    expect(first.current?.code).toBe('ERR_TOKEN_TIMEOUT');
    await world.clock.pass(1000);
    expect(late.map(({ current }) => current?.token)).toEqual(['token-1', 'token-1']);
    expect(world.issuer.startedAt).toHaveLength(3);
  });

  it('in a refresh loses no token, and blames nobody', async () => {
    await using world = new SharedWorld({ rolloverMs: Infinity });
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    await client.getToken();
    await world.clock.pass(86_400_000 - 100_000);
    world.issuer.script = () => new Promise(() => undefined);
    const served = outcomeOf(client, world.clock);
    await world.clock.pass(1);
    expect(served.current?.token).toBe('token-1');
    world.clock.tick(14_000);
    world.issuer.script = undefined;
    const thawed = outcomeOf(client, world.clock);
    await world.clock.pass(600);
    expect(thawed.current?.token).toBeDefined();
    expect(world.events.map(({ type }) => type)).not.toContain('cooling-down');
    expect(world.events.map(({ type }) => type)).not.toContain('exchange-failed');
    // The next call refreshes.
    outcomeOf(client, world.clock);
    await world.clock.pass(10);
    expect(client.status().state).toBe('fresh');
  });

  it('while a connection dies has that attempt made again, and not counted', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    world.issuer.script = (index) =>
      index > 2
        ? undefined
        : new Promise((_, reject) => void world.clock.setTimer(() => reject(new TypeError('fetch failed')), 3000));
    const waiting = outcomeOf(client, world.clock);
    for (let n = 0; n < 3; n += 1) {
      await drained();
      world.clock.tick(3000);
    }
    await drained();
    expect(waiting.current?.token).toBe('token-1');
    expect(world.events.map(({ type }) => type)).not.toContain('exchange-failed');
  });
});

describe('a machine that is suspended, or whose clock is set, in an exchange', () => {
  it('has a second attempt at once, and the first answer counts', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    world.issuer.script = (index) => (index === 0 ? new Promise(() => undefined) : undefined);
    const waiting = outcomeOf(client, world.clock);
    await drained();
    world.clock.jump(3_600_000);
    await world.clock.pass(300);
    await drained();
    expect(waiting.current?.token).toBe('token-1');
    expect(world.events.map(({ type }) => type)).not.toContain('given-up');
  });

  it('loses no answer that was on its way: an issuer that takes 6 s serves', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    world.issuer.script = () =>
      new Promise((resolve) => void world.clock.setTimer(() => resolve(world.issuer.grant()), 6000));
    const waiting = outcomeOf(client, world.clock);
    await world.clock.pass(4500);
    world.clock.jump(9000);
    await world.clock.pass(1600);
    expect(waiting.current?.token).toBe('token-1');
    expect(world.issuer.startedAt).toHaveLength(2);
  });
});

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
