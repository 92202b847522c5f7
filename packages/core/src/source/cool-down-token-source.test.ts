import { beforeEach, describe, expect, it } from 'vitest';
import { completeClock } from '../concurrency/clock.ts';
import { Deadline } from '../concurrency/deadline.ts';
import { configError } from '../errors/config-error.ts';
import { TokenError, type TokenErrorFacts } from '../errors/token-error.ts';
import type { TokenEvent } from '../events.ts';
import type { TokenIssuer } from '../issuer/token-issuer.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { AccessToken } from '../token/access-token.ts';
import { Secret } from '../token/secret.ts';
import { CoolDownTokenSource } from './cool-down-token-source.ts';
import type { TokenRequest } from './token-source.ts';

let clock: FakeClock;
let events: TokenEvent[];
let requests: TokenRequest[];
let invalidated: (AccessToken | string)[];
/** What the source below does next; a token when there is nothing. */
let answers: (() => Promise<AccessToken>)[];
let credentials: () => Promise<{ readonly appId: string; readonly secret: string }>;
let credentialsRead: number;
let source: CoolDownTokenSource;

const token = new AccessToken({ accessToken: 'a', expiresAt: 2e12, lifetimeMs: 1000 });

function timedOut(): TokenError {
  return new TokenError('late', { code: 'ERR_TOKEN_TIMEOUT' });
}

function fails(facts: TokenErrorFacts): () => Promise<never> {
  return () => Promise.reject(new TokenError(`failed with ${facts.code}`, facts));
}

function ask(): Promise<AccessToken> {
  const deadline = new Deadline(completeClock(clock), 10_000, timedOut);
  return source.getToken({ deadline }).finally(() => deadline.end());
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  return TokenError.isInstance(error) ? error.code : 'no TokenError';
}

beforeEach(() => {
  clock = new FakeClock();
  events = [];
  requests = [];
  invalidated = [];
  answers = [];
  credentialsRead = 0;
  credentials = () => Promise.resolve({ appId: 'app', secret: 'secret' });
  const issuer: TokenIssuer = {
    origin: 'https://issuer.test',
    apiOrigins: [],
    async prepare() {
      credentialsRead += 1;
      const { appId, secret } = await credentials();
      return { identity: ['test', appId], secret: new Secret(secret), exchange: () => Promise.reject(new Error('no')) };
    },
  };
  source = new CoolDownTokenSource({
    inner: {
      getToken(request = {}) {
        requests.push(request);
        return answers.shift()?.() ?? Promise.resolve(token);
      },
      async invalidate(rejected) {
        invalidated.push(rejected);
      },
    },
    issuer,
    clock: completeClock(clock),
    onEvent: (event) => events.push(event),
  });
});

describe('a cool-down', () => {
  it('does not come between a caller and a source that works, whose credentials it has read already', async () => {
    await expect(ask()).resolves.toBe(token);
    await expect(ask()).resolves.toBe(token);
    expect(requests).toHaveLength(2);
    expect(requests[0]?.exchange?.identity).toEqual(['test', 'app']);
    expect(requests[0]?.probe).toBe(false);
    expect(events).toEqual([]);
  });

  it('gives everybody the same error at once until it ends, then lets one probe through', async () => {
    answers = [fails({ code: 'ERR_TOKEN_SERVER' })];
    const first: unknown = await ask().catch((error: unknown) => error);
    expect(events).toEqual([{ type: 'cooling-down', code: 'ERR_TOKEN_SERVER', durationMs: 1000 }]);
    clock.tick(999);
    const second: unknown = await ask().catch((error: unknown) => error);
    expect(second).toBe(first);
    expect(requests).toHaveLength(1);
    clock.tick(1);
    await expect(ask()).resolves.toBe(token);
    expect(requests[1]?.probe).toBe(true);
    await ask();
    expect(requests[2]?.probe).toBe(false);
  });

  it('doubles from 1 s to 30 s while probes fail, and starts from 1 s after a success', async () => {
    const durations: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      answers = [fails({ code: 'ERR_TOKEN_NETWORK' })];
      await codeOf(ask());
      const event = events.pop();
      durations.push(event?.type === 'cooling-down' ? event.durationMs : Number.NaN);
      clock.tick(durations.at(-1) ?? 0);
    }
    expect(durations).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    await ask();
    answers = [fails({ code: 'ERR_TOKEN_NETWORK' })];
    await codeOf(ask());
    expect(events.at(-1)).toMatchObject({ durationMs: 1000 });
  });

  it('is measured from the failure, not from the start of the attempt', async () => {
    answers = [
      async () => {
        clock.tick(9000);
        throw timedOut();
      },
    ];
    await codeOf(ask());
    clock.tick(999);
    await codeOf(ask());
    expect(requests).toHaveLength(1);
  });

  it('makes at most 21 exchanges for wrong credentials, asked 10 times a second for 10 minutes', async () => {
    const at: number[] = [];
    for (let ms = 0; ms <= 600_000; ms += 100) {
      answers = [fails({ code: 'ERR_TOKEN_CREDENTIALS', status: 401 })];
      const before = requests.length;
      expect(await codeOf(ask())).toBe('ERR_TOKEN_CREDENTIALS');
      if (requests.length > before) at.push(ms);
      clock.tick(100);
    }
    expect(at).toEqual(Array.from({ length: 21 }, (_, n) => n * 30_000));
  });

  it('opens when the deadline passes, even if the source below ignores it', async () => {
    answers = [() => new Promise(() => undefined)];
    const asked = codeOf(ask());
    await clock.advance(10_000);
    expect(await asked).toBe('ERR_TOKEN_TIMEOUT');
    expect(await codeOf(ask())).toBe('ERR_TOKEN_TIMEOUT');
    expect(requests).toHaveLength(1);
  });

  it('opens, and says nothing of what it was, for an error that is none of ours', async () => {
    answers = [() => Promise.reject(new TypeError('appSecret=canary'))];
    const error: unknown = await ask().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_NETWORK', origin: 'https://issuer.test' });
    expect(String(error)).not.toContain('canary');
    expect(await codeOf(ask())).toBe('ERR_TOKEN_NETWORK');
    expect(requests).toHaveLength(1);
  });

  it('does not open because a client is closed', async () => {
    answers = [fails({ code: 'ERR_TOKEN_CLOSED' })];
    await codeOf(ask());
    await expect(ask()).resolves.toBe(token);
    expect(events).toEqual([]);
  });

  it('passes refusals of a token down', async () => {
    await source.invalidate('abc');
    expect(invalidated).toEqual(['abc']);
  });
});

describe('credentials during a cool-down', () => {
  beforeEach(async () => {
    answers = [fails({ code: 'ERR_TOKEN_CREDENTIALS', status: 401 })];
    await codeOf(ask());
  });

  it.each([
    ['a new secret', { appId: 'app', secret: 'new' }],
    ['a new id', { appId: 'other', secret: 'secret' }],
  ])('end it when they are new: %s', async (_, rotated) => {
    credentials = () => Promise.resolve(rotated);
    await expect(ask()).resolves.toBe(token);
    expect(requests[1]?.probe).toBe(false);
  });

  it('keep nobody waiting when they are slow to come, and end it for the calls after that', async () => {
    let come: (credentials: { appId: string; secret: string }) => void = () => undefined;
    credentials = () => new Promise((resolve) => (come = resolve));
    const asked = codeOf(ask());
    await clock.advance(250);
    expect(await asked).toBe('ERR_TOKEN_CREDENTIALS');
    expect(await codeOf(ask())).toBe('ERR_TOKEN_CREDENTIALS');
    come({ appId: 'app', secret: 'new' });
    await new Promise((resolve) => setImmediate(resolve));
    credentials = () => Promise.resolve({ appId: 'app', secret: 'new' });
    await expect(ask()).resolves.toBe(token);
  });

  it('are read once a second at most', async () => {
    const before = credentialsRead;
    for (let ms = 0; ms < 5000; ms += 100) {
      await codeOf(ask());
      clock.tick(100);
    }
    expect(credentialsRead - before).toBe(5);
    expect(requests).toHaveLength(1);
  });

  it('leave it as it is when they cannot be read', async () => {
    credentials = () => Promise.reject(new Error('vault is down'));
    expect(await codeOf(ask())).toBe('ERR_TOKEN_CREDENTIALS');
  });
});

describe('credentials that cannot be read', () => {
  it('cool down for a second, and end that as soon as they can be', async () => {
    credentials = () => Promise.reject(configError('vault is down'));
    expect(await codeOf(ask())).toBe('ERR_TOKEN_CONFIG');
    expect(events).toEqual([{ type: 'cooling-down', code: 'ERR_TOKEN_CONFIG', durationMs: 1000 }]);
    expect(requests).toHaveLength(0);
    credentials = () => Promise.resolve({ appId: 'app', secret: 'secret' });
    await expect(ask()).resolves.toBe(token);
  });

  it('are an ERR_TOKEN_CONFIG when they hang, at the deadline', async () => {
    credentials = () => new Promise(() => undefined);
    const asked = codeOf(ask());
    await clock.advance(10_000);
    expect(await asked).toBe('ERR_TOKEN_CONFIG');
  });
});
