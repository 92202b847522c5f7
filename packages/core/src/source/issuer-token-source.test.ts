import { beforeEach, describe, expect, it } from 'vitest';
import { ScriptedIssuer } from '../../test/scripted-issuer.ts';
import { completeClock } from '../concurrency/clock.ts';
import { Deadline } from '../concurrency/deadline.ts';
import { TokenError, type TokenErrorFacts } from '../errors/token-error.ts';
import type { TokenEvent } from '../events.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { AccessToken } from '../token/access-token.ts';
import type { TokenGrant } from '../token/parse-token-response.ts';
import { IssuerTokenSource } from './issuer-token-source.ts';
import type { TokenRequest } from './token-source.ts';

const server = { code: 'ERR_TOKEN_SERVER', status: 500 } as const;
let clock: FakeClock;
let issuer: ScriptedIssuer;
let events: TokenEvent[];
/** What the issuer does, attempt by attempt; then a token. */
let answers: (() => Promise<TokenGrant>)[];

function fails(facts: TokenErrorFacts): () => Promise<never> {
  return () => Promise.reject(new TokenError('failed', facts));
}

function grants(accessToken: string, expiresInMs: number): () => Promise<TokenGrant> {
  return () => Promise.resolve({ accessToken, expiresInMs });
}

function ask(request: TokenRequest = {}): Promise<AccessToken> {
  const deadline = new Deadline(
    completeClock(clock),
    10_000,
    () => new TokenError('late', { code: 'ERR_TOKEN_TIMEOUT' }),
  );
  const source = new IssuerTokenSource({
    issuer,
    clock: completeClock(clock),
    onEvent: (event) => events.push(event),
    random: () => 0.5,
    fetch: undefined,
  });
  const asked = source.getToken({ ...request, deadline }).finally(() => deadline.end());
  asked.catch(() => undefined);
  return asked;
}

beforeEach(() => {
  clock = new FakeClock();
  issuer = new ScriptedIssuer({ clock });
  events = [];
  answers = [];
  issuer.script = () => (answers.shift() ?? grants('a', 60_000))();
});

describe('an exchange', () => {
  it('gives a token whose end is counted from before the request', async () => {
    const before = clock.now();
    answers = [
      async () => {
        clock.tick(9000);
        return { accessToken: 'a', expiresInMs: 60_000 };
      },
    ];
    const token = await ask();
    expect(token.accessToken).toBe('a');
    expect(token.expiresAt).toBe(before + 60_000);
    expect(token.lifetimeMs).toBe(60_000);
    expect(events).toEqual([{ type: 'exchanged', origin: issuer.origin, durationMs: 9000, lifetimeMs: 60_000 }]);
  });

  it.each([
    ['was set ahead meanwhile: it may have slept', 3_600_000, 0, 86_400_000 - 3_600_000],
    ['was set back meanwhile', -3_600_000, 0, 86_400_000],
    ['was set back while two seconds passed', -3_600_000, 2000, 86_400_000 - 2000],
  ])(
    'counts what is left by the clock on which it took longer, when the wall clock %s',
    async (_, jumpMs, tickMs, leftMs) => {
      answers = [
        async () => {
          clock.tick(tickMs);
          clock.jump(jumpMs);
          return { accessToken: 'a', expiresInMs: 86_400_000 };
        },
      ];
      const token = await ask();
      expect(token.expiresAt - clock.now()).toBe(leftMs);
    },
  );

  it('tells when the issuer gives the token that was to be replaced', async () => {
    const replacing = new AccessToken({ accessToken: 'a', expiresAt: 2e12, lifetimeMs: 1000 });
    await ask({ replacing });
    expect(events.at(-1)).toEqual({ type: 'same-token', lifetimeMs: 60_000 });
    answers = [grants('b', 60_000)];
    await ask({ replacing });
    expect(events.at(-1)).toMatchObject({ type: 'exchanged' });
  });

  it('is made with the credentials that a source above has read', async () => {
    const exchange = await issuer.prepare();
    let prepared = 0;
    issuer.prepare = async () => {
      prepared += 1;
      return exchange;
    };
    await ask({ exchange });
    expect(prepared).toBe(0);
    await ask();
    expect(prepared).toBe(1);
  });
});

describe('an attempt that fails', () => {
  it('is followed by two more, after about 200 and 600 ms', async () => {
    answers = [fails(server), fails(server)];
    const asked = ask();
    await clock.advance(199);
    expect(issuer.startedAt).toEqual([0]);
    await clock.advance(1000);
    await expect(asked).resolves.toMatchObject({ accessToken: 'a' });
    expect(issuer.startedAt).toEqual([0, 200, 800]);
    expect(events.map((event) => ('retryInMs' in event ? event.retryInMs : event.type))).toEqual([
      200,
      600,
      'exchanged',
    ]);
  });

  it('is the error of the call when the third has failed too', async () => {
    answers = [fails(server), fails(server), fails({ ...server, status: 503 })];
    const asked = ask();
    await clock.advance(1000);
    await expect(asked).rejects.toMatchObject({ code: 'ERR_TOKEN_SERVER', status: 503 });
    expect(issuer.startedAt).toHaveLength(3);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is not repeated by a probe', async () => {
    answers = [fails(server)];
    await expect(ask({ probe: true })).rejects.toMatchObject({ code: 'ERR_TOKEN_SERVER' });
    expect(issuer.startedAt).toHaveLength(1);
    expect(events).toMatchObject([{ type: 'exchange-failed', retryInMs: undefined, status: 500 }]);
  });

  it.each(['ERR_TOKEN_CREDENTIALS', 'ERR_TOKEN_REQUEST', 'ERR_TOKEN_FORBIDDEN', 'ERR_TOKEN_NOT_FOUND'] as const)(
    'is not repeated for %s',
    async (code) => {
      answers = [fails({ code })];
      await expect(ask()).rejects.toMatchObject({ code });
      expect(issuer.startedAt).toHaveLength(1);
    },
  );

  it('waits for as long as the server asks, if that fits', async () => {
    answers = [fails({ ...server, retryAfterMs: 9000 })];
    const asked = ask();
    await clock.advance(9000);
    await expect(asked).resolves.toMatchObject({ accessToken: 'a' });
    expect(issuer.startedAt).toEqual([0, 9000]);
  });

  it('is the error at once when that does not fit', async () => {
    answers = [fails({ ...server, retryAfterMs: 10_000 })];
    await expect(ask()).rejects.toMatchObject({ code: 'ERR_TOKEN_SERVER', retryAfterMs: 10_000 });
    expect(issuer.startedAt).toEqual([0]);
  });

  it('ends at the deadline when it hangs, though it ignores it', async () => {
    answers = [() => new Promise(() => undefined)];
    const asked = ask();
    await clock.advance(10_000);
    await expect(asked).rejects.toMatchObject({ code: 'ERR_TOKEN_TIMEOUT' });
    expect(events).toMatchObject([{ type: 'exchange-failed', code: 'ERR_TOKEN_TIMEOUT', durationMs: 10_000 }]);
  });

  it('becomes a TokenError that quotes nothing, whatever a custom issuer throws', async () => {
    answers = [0, 1, 2].map(() => () => Promise.reject(new TypeError('appSecret=canary')));
    const asked = ask();
    await clock.advance(1000);
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TokenError', code: 'ERR_TOKEN_NETWORK' });
    expect(String(error)).not.toContain('canary');
  });

  it.each([
    ['no characters', ''],
    ['a line break', 'a\r\nb'],
    ['too many characters', 'a'.repeat(8193)],
  ])('may also be an answer of a custom issuer: %s', async (_, accessToken) => {
    answers = [grants(accessToken, 60_000), grants(accessToken, 60_000)];
    const asked = ask();
    await clock.advance(1000);
    await expect(asked).rejects.toMatchObject({ code: 'ERR_TOKEN_RESPONSE' });
  });
});

describe('a token in its last second, of an issuer that rounds down', () => {
  it('is asked for again a second later, inside the same call', async () => {
    answers = [grants('old', 0), grants('old', 0), grants('new', 60_000)];
    const asked = ask();
    await clock.advance(999);
    expect(issuer.startedAt).toEqual([0]);
    await clock.advance(1001);
    await expect(asked).resolves.toMatchObject({ accessToken: 'new' });
    expect(issuer.startedAt).toEqual([0, 1000, 2000]);
  });

  it('is an error at the timeout, one exchange per second', async () => {
    answers = Array.from({ length: 60 }, () => grants('old', 0));
    const asked = ask();
    await clock.advance(10_000);
    await expect(asked).rejects.toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason: 'expired' });
    expect(issuer.startedAt).toEqual(Array.from({ length: 10 }, (_, n) => n * 1000));
    expect(clock.pendingTimers).toBe(0);
  });

  it('may also have died on its way', async () => {
    answers = [
      async () => {
        await new Promise<void>((resolve) => void clock.setTimer(resolve, 1500));
        return { accessToken: 'slow', expiresInMs: 1000 };
      },
    ];
    const asked = ask();
    await clock.advance(2500);
    await expect(asked).resolves.toMatchObject({ accessToken: 'a' });
    expect(issuer.startedAt).toEqual([0, 2500]);
  });
});
