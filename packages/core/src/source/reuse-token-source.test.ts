import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { completeClock } from '../concurrency/clock.ts';
import { TokenError, type TokenErrorCode } from '../errors/token-error.ts';
import type { TokenEvent } from '../events.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { AccessToken } from '../token/access-token.ts';
import { ReuseTokenSource, type ReuseTokenSourceOptions } from './reuse-token-source.ts';
import { tokenString, type GetTokenOptions, type TokenRequest } from './token-source.ts';

const hour = 3_600_000;
let clock: FakeClock;
let events: TokenEvent[];
let requests: TokenRequest[];
let invalidated: string[];
/** What the source below does, call by call; then a token of an hour. */
let answers: ((request: TokenRequest) => Promise<AccessToken>)[];
let source: ReuseTokenSource;

function token(accessToken: string, remainingMs = hour, lifetimeMs = remainingMs): AccessToken {
  return new AccessToken({ accessToken, expiresAt: clock.now() + remainingMs, lifetimeMs }, clock);
}

function gives(accessToken: string, remainingMs?: number, lifetimeMs?: number): () => Promise<AccessToken> {
  return () => Promise.resolve(token(accessToken, remainingMs, lifetimeMs));
}

function fails(code: TokenErrorCode): () => Promise<never> {
  return () => Promise.reject(new TokenError('failed', { code }));
}

function create(options: Partial<ReuseTokenSourceOptions> = {}): ReuseTokenSource {
  return new ReuseTokenSource({
    inner: {
      getToken(request = {}) {
        requests.push(request);
        const answer = answers.shift() ?? gives(`token-${requests.length}`);
        return answer(request);
      },
      async invalidate(rejected) {
        invalidated.push(tokenString(rejected));
      },
    },
    policy: { refreshWindowMs: 300_000, expiryLeewayMs: 30_000 },
    timeoutMs: 10_000,
    clock: completeClock(clock),
    onEvent: (event) => events.push(event),
    origin: () => 'https://issuer.test',
    ...options,
  });
}

/** The token's string, the error's code, or `waiting`. */
async function outcome(promise: Promise<AccessToken>): Promise<string> {
  const settled = promise.then(
    ({ accessToken }) => accessToken,
    (error: unknown) => (TokenError.isInstance(error) ? error.code : String(error)),
  );
  await clock.advance(0);
  return Promise.race([settled, Promise.resolve('waiting')]);
}

function ask(request?: GetTokenOptions): Promise<string> {
  return outcome(source.getToken(request));
}

/** A flight that the test lands. */
function flight(): PromiseWithResolvers<AccessToken> {
  const resolvers = Promise.withResolvers<AccessToken>();
  answers.push(() => resolvers.promise);
  return resolvers;
}

/** Holds a token of an hour with this much left of it. */
async function holdWithLeft(leftMs: number): Promise<void> {
  answers = [gives('old')];
  await source.getToken();
  clock.tick(hour - leftMs);
}

beforeEach(() => {
  clock = new FakeClock();
  events = [];
  requests = [];
  invalidated = [];
  answers = [];
  source = create();
});

describe('a fresh token', () => {
  it('is given to everybody, without another exchange', async () => {
    await source.getToken();
    expect(await ask()).toBe('token-1');
    expect(await ask({})).toBe('token-1');
    expect(await ask({ minLifetimeMs: 60_000 })).toBe('token-1');
    clock.tick(hour - 300_001);
    expect(await ask()).toBe('token-1');
    expect(requests).toHaveLength(1);
  });

  it('is the same promise for a second, so that a hit costs nothing', async () => {
    await source.getToken();
    const hit = source.getToken();
    clock.tick(999);
    expect(source.getToken()).not.toBe(hit);
    const armed = source.getToken();
    expect(source.getToken()).toBe(armed);
    await armed;
  });

  it('is compared with both clocks again after a second, so that one that stands still cannot keep a dead one', async () => {
    const wall = clock.now();
    source = create({ clock: { ...completeClock(clock), now: () => wall } });
    await source.getToken();
    expect(await ask()).toBe('token-1');
    await clock.advance(hour + 1);
    expect(await ask()).toBe('token-2');
  });

  it('is not served dead when the wall clock is set back by just what passed', async () => {
    await source.getToken();
    await source.getToken();
    await clock.advance(hour + 1);
    clock.jump(-hour - 1);
    expect(await ask()).toBe('token-2');
  });

  it('is not served dead after a sleep that only the wall clock noticed', async () => {
    await source.getToken();
    await source.getToken();
    clock.jump(hour);
    expect(await ask()).toBe('token-2');
  });
});

describe('a token that is due', () => {
  it('is given at once, while one refresh runs behind', async () => {
    await holdWithLeft(300_000);
    const { resolve } = flight();
    expect(await ask()).toBe('old');
    expect(await ask()).toBe('old');
    expect(source.refreshing).toBe(true);
    expect(requests).toHaveLength(2);
    expect(requests[1]?.replacing?.accessToken).toBe('old');
    resolve(token('new'));
    await clock.advance(0);
    expect(await ask()).toBe('new');
    expect(source.refreshing).toBe(false);
  });

  it('is given on when the refresh fails, which is told once however often it is noticed', async () => {
    await holdWithLeft(300_000);
    const error = new TokenError('down', { code: 'ERR_TOKEN_SERVER' });
    answers = Array.from({ length: 100 }, () => () => Promise.reject(error));
    for (let second = 0; second < 60; second += 1) {
      expect(await ask()).toBe('old');
      clock.tick(1000);
    }
    expect(events).toEqual([{ type: 'served-stale', code: 'ERR_TOKEN_SERVER', remainingMs: 300_000 }]);
  });

  it('is not asked for twice within a second', async () => {
    await holdWithLeft(300_000);
    answers = [gives('old', 100_000, hour)];
    for (let ms = 0; ms < 999; ms += 111) {
      expect(await ask()).toBe('old');
      clock.tick(111);
    }
    expect(requests).toHaveLength(2);
    clock.tick(1);
    await ask();
    expect(requests).toHaveLength(3);
  });
});

describe('a token past its leeway', () => {
  it('waits for a refresh that is quick, and all who come meanwhile wait with it', async () => {
    await holdWithLeft(30_000);
    const { resolve } = flight();
    const asked = Array.from({ length: 10 }, () => source.getToken());
    await clock.advance(50);
    resolve(token('new'));
    expect(await Promise.all(asked.map(outcome))).toEqual(Array.from({ length: 10 }, () => 'new'));
    expect(requests).toHaveLength(2);
  });

  it('is given after a second all the same, when the refresh is slow', async () => {
    await holdWithLeft(30_000);
    const { resolve } = flight();
    const asked = source.getToken();
    await clock.advance(999);
    expect(await outcome(asked)).toBe('waiting');
    await clock.advance(1);
    expect(await outcome(asked)).toBe('old');
    // From now on nobody waits for it.
    expect(await ask()).toBe('old');
    resolve(token('new'));
    await clock.advance(0);
    expect(await ask()).toBe('new');
  });

  it('is given at once when the refresh began in time and is still under way', async () => {
    await holdWithLeft(31_000);
    flight();
    expect(await ask()).toBe('old');
    await clock.advance(2000);
    expect(await ask()).toBe('old');
  });

  it('is waited for no longer than half of what it has left', async () => {
    answers = [gives('old', 10_000)];
    await source.getToken();
    clock.tick(9500);
    flight();
    const asked = source.getToken();
    await clock.advance(249);
    expect(await outcome(asked)).toBe('waiting');
    await clock.advance(1);
    expect(await outcome(asked)).toBe('old');
  });

  it('is waited for no longer than half of what it has beyond the least life asked for', async () => {
    await holdWithLeft(20_000);
    flight();
    const asked = source.getToken({ minLifetimeMs: 19_000 });
    await clock.advance(499);
    expect(await outcome(asked)).toBe('waiting');
    await clock.advance(1);
    expect(await outcome(asked)).toBe('old');
  });

  it('is given when the refresh fails, and to those who come just after', async () => {
    await holdWithLeft(20_000);
    answers = [fails('ERR_TOKEN_SERVER')];
    expect(await ask()).toBe('old');
    expect(await ask()).toBe('old');
    expect(requests).toHaveLength(2);
  });

  it('is given up when a clock jumps past its end while somebody waits: they wait on', async () => {
    await holdWithLeft(30_000);
    const { resolve } = flight();
    const asked = source.getToken();
    clock.jump(hour);
    await clock.advance(1000);
    expect(await outcome(asked)).toBe('waiting');
    resolve(token('new'));
    expect(await outcome(asked)).toBe('new');
  });
});

describe('a dead token', () => {
  it('is served to nobody: all wait for one flight', async () => {
    await holdWithLeft(0);
    const { resolve } = flight();
    const asked = [source.getToken(), source.getToken(), source.getToken({ minLifetimeMs: -hour })];
    expect(await Promise.all(asked.map(outcome))).toEqual(['waiting', 'waiting', 'waiting']);
    resolve(token('new'));
    expect(await Promise.all(asked.map(outcome))).toEqual(['new', 'new', 'new']);
    expect(requests).toHaveLength(2);
  });

  it('leaves the error of the flight, whatever least life is asked for', async () => {
    await holdWithLeft(0);
    answers = [fails('ERR_TOKEN_SERVER'), fails('ERR_TOKEN_NETWORK')];
    expect(await ask()).toBe('ERR_TOKEN_SERVER');
    expect(await ask({ minLifetimeMs: -hour })).toBe('ERR_TOKEN_NETWORK');
    expect(events).toEqual([]);
  });
});

describe('a least life', () => {
  it('is met by another token when the one held has less', async () => {
    await holdWithLeft(1_000_000);
    expect(await ask({ minLifetimeMs: 1_000_000 })).toBe('token-2');
    expect(requests[1]?.minLifetimeMs).toBe(1_000_000);
  });

  it('that the issuer cannot give is an error that says what there is, and is not asked for again', async () => {
    await source.getToken();
    for (const minLifetimeMs of [hour, hour + 1, Infinity, Number.NaN]) {
      const error: unknown = await source.getToken({ minLifetimeMs }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'ERR_TOKEN_LIFETIME', origin: 'https://issuer.test' });
      expect(String(error)).toContain('3600 s left');
    }
    expect(requests).toHaveLength(1);
  });

  it('is that error for a first call as well', async () => {
    expect(await ask({ minLifetimeMs: 2 * hour })).toBe('ERR_TOKEN_LIFETIME');
    expect(await ask({ minLifetimeMs: 2 * hour })).toBe('ERR_TOKEN_LIFETIME');
    expect(await ask()).toBe('token-1');
    expect(requests).toHaveLength(1);
  });

  it('that a slow answer eats up costs one exchange per second at most', async () => {
    answers = Array.from({ length: 10 }, () => gives('aged', hour - 500, hour));
    for (let ms = 0; ms < 999; ms += 37) {
      expect(await ask({ minLifetimeMs: hour - 100 })).toBe('ERR_TOKEN_LIFETIME');
      clock.tick(37);
    }
    expect(requests).toHaveLength(1);
  });

  it('is asked for anew when the flight that was joined was content with less', async () => {
    answers = [gives('from the cache', 600_000, hour), gives('exchanged')];
    const less = source.getToken();
    const more = source.getToken({ minLifetimeMs: 1_000_000 });
    expect(await outcome(less)).toBe('from the cache');
    expect(await outcome(more)).toBe('exchanged');
    expect(requests.map(({ minLifetimeMs }) => minLifetimeMs)).toEqual([0, 1_000_000]);
  });

  it('ends that second wait within the timeout of the call', async () => {
    const { resolve } = flight();
    answers.push(() => new Promise(() => undefined));
    source.getToken().catch(() => undefined);
    const more = source.getToken({ minLifetimeMs: 1_000_000 });
    await clock.advance(7000);
    resolve(token('from the cache', 600_000, hour));
    await clock.advance(2999);
    expect(await outcome(more)).toBe('waiting');
    await clock.advance(1);
    expect(await outcome(more)).toBe('ERR_TOKEN_TIMEOUT');
  });

  it('gives the error of a refresh that failed, not a complaint about the life', async () => {
    await holdWithLeft(1_000_000);
    answers = [fails('ERR_TOKEN_SERVER'), fails('ERR_TOKEN_SERVER')];
    expect(await ask({ minLifetimeMs: 2_000_000 })).toBe('ERR_TOKEN_SERVER');
    expect(await ask({ minLifetimeMs: 2_000_000 })).toBe('ERR_TOKEN_SERVER');
    expect(await ask()).toBe('old');
  });
});

describe('a flight', () => {
  it('is shared by 10,000 cold callers', async () => {
    const { resolve } = flight();
    const asked = Array.from({ length: 10_000 }, () => source.getToken());
    resolve(token('one'));
    expect(new Set((await Promise.all(asked)).map(({ accessToken }) => accessToken))).toEqual(new Set(['one']));
    expect(requests).toHaveLength(1);
  });

  it('goes on for the others when one caller aborts, who gets the reason of their own signal', async () => {
    const { resolve } = flight();
    const controller = new AbortController();
    const mine = source.getToken({ signal: controller.signal });
    const theirs = source.getToken();
    const reason = new Error('mine');
    controller.abort(reason);
    await expect(mine).rejects.toBe(reason);
    resolve(token('one'));
    await expect(theirs).resolves.toMatchObject({ accessToken: 'one' });
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('lands when all have aborted, and keeps no timer', async () => {
    const { resolve } = flight();
    const controller = new AbortController();
    const asked = [1, 2, 3].map(() => source.getToken({ signal: controller.signal }));
    controller.abort();
    for (const promise of asked) await expect(promise).rejects.toMatchObject({ name: 'AbortError' });
    // The flight's own deadline alone.
    expect(clock.pendingTimers).toBe(1);
    resolve(token('one'));
    expect(await ask()).toBe('one');
    expect(requests).toHaveLength(1);
  });

  it('is not joined by a caller whose signal has aborted before', async () => {
    await expect(source.getToken({ signal: AbortSignal.abort('early') })).rejects.toBe('early');
    expect(requests).toHaveLength(0);
    await source.getToken();
    await expect(source.getToken({ signal: AbortSignal.abort('early') })).rejects.toBe('early');
  });

  it('costs nobody more than the timeout, even if the source below ignores its deadline', async () => {
    flight();
    const asked = source.getToken();
    asked.catch(() => undefined);
    await clock.advance(10_000);
    await expect(asked).rejects.toMatchObject({ code: 'ERR_TOKEN_TIMEOUT', origin: 'https://issuer.test' });
    expect(requests[0]?.deadline?.signal.aborted).toBe(true);
  });

  it('does not end in an uncaught exception when the issuer cannot even say where it is', async () => {
    const reason = new Error('no SYMBL_BASE_URL');
    source = create({
      origin: () => {
        throw reason;
      },
    });
    flight();
    const asked = source.getToken();
    asked.catch(() => undefined);
    await clock.advance(10_000);
    await expect(asked).rejects.toBe(reason);
  });

  it('is asked once more when a cache gave a token that is about to end', async () => {
    answers = [gives('aged', 10_000, hour), gives('new')];
    expect(await ask()).toBe('new');
    expect(requests[1]?.replacing?.accessToken).toBe('aged');
  });

  it('leaves that token to be used if asking once more fails', async () => {
    answers = [gives('aged', 10_000, hour), fails('ERR_TOKEN_SERVER')];
    expect(await ask()).toBe('aged');
    expect(events).toEqual([{ type: 'served-stale', code: 'ERR_TOKEN_SERVER', remainingMs: 10_000 }]);
  });
});

describe('a token that has expired when it comes', () => {
  it('is an answer without a token, not a wish for more life', async () => {
    answers = [gives('dead', -100, 1000), gives('dead', -100, 1000)];
    expect(await ask()).toBe('ERR_TOKEN_RESPONSE');
  });
});

describe('a refused token', () => {
  it('is replaced before the next caller gets one', async () => {
    await source.getToken();
    await source.getToken();
    await source.invalidate('token-1');
    expect(await ask()).toBe('token-2');
    expect(invalidated).toEqual(['token-1']);
    expect(requests[1]?.rejected).toBe(true);
    expect(events).toEqual([{ type: 'invalidated', ignored: false }]);
  });

  it('is not given to a listener that asks when it hears of it', async () => {
    const heard: Promise<AccessToken>[] = [];
    source = create({ onEvent: ({ type }) => type === 'invalidated' && heard.push(source.getToken()) });
    await source.getToken();
    await source.getToken();
    await source.invalidate('token-1');
    expect((await heard[0])?.accessToken).toBe('token-2');
  });

  it('leaves a newer one alone', async () => {
    await source.getToken();
    await source.invalidate('token-0');
    expect(await ask()).toBe('token-1');
    expect(invalidated).toEqual([]);
    expect(events).toEqual([{ type: 'invalidated', ignored: true }]);
  });

  it('is waited out whole, however slow the exchange', async () => {
    const first = await source.getToken();
    await source.invalidate(first);
    const { resolve } = flight();
    const asked = source.getToken();
    await clock.advance(9000);
    expect(await outcome(asked)).toBe('waiting');
    expect(await ask()).toBe('waiting');
    resolve(token('new'));
    expect(await outcome(asked)).toBe('new');
  });

  it('is still better than an error, and one failed exchange serves those who come in the same second', async () => {
    const first = await source.getToken();
    await source.invalidate(first);
    answers = [fails('ERR_TOKEN_SERVER')];
    expect(await ask()).toBe('token-1');
    expect(await ask()).toBe('token-1');
    expect(requests).toHaveLength(2);
  });

  it('that the issuer gives again triggers no exchange for 30 s', async () => {
    const first = await source.getToken();
    answers = [gives('token-1'), gives('token-1')];
    for (let ms = 0; ms < 30_000; ms += 100) {
      await source.invalidate(first);
      expect(await ask()).toBe('token-1');
      await clock.advance(100);
    }
    expect(requests).toHaveLength(2);
    await source.invalidate(first);
    await ask();
    expect(requests).toHaveLength(3);
  });

  it('that comes back from a refresh begun before the refusal is refused still', async () => {
    await holdWithLeft(300_000);
    const { resolve } = flight();
    expect(await ask()).toBe('old');
    await source.invalidate('old');
    const asked = source.getToken();
    resolve(token('old', 300_000, 300_000));
    await outcome(asked);
    expect(await ask()).toBe('token-3');
    expect(requests[2]?.rejected).toBe(true);
  });
});

describe('a source that is closed', () => {
  it('rejects those who wait and those who come, and ends the flight', async () => {
    answers = [
      ({ deadline }) => deadline?.race(new Promise<never>(() => undefined)) ?? Promise.reject(new Error('no')),
    ];
    const waiting = source.getToken();
    const held = outcome(waiting);
    source.close();
    await held;
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    await expect(source.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    expect(source.held).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives no hit any more, and drops its timers', async () => {
    await source.getToken();
    await source.getToken();
    source.close();
    expect(await ask()).toBe('ERR_TOKEN_CLOSED');
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not hold a token that comes too late', async () => {
    const { resolve } = flight();
    const waiting = source.getToken();
    source.close();
    resolve(token('late'));
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    expect(source.held).toBeUndefined();
  });
});
