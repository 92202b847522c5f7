import { TokenError, type TokenEvent } from '@tokenkeep/core';
import { describe, expect, it } from 'vitest';
import { counted, duration } from '../src/demo/duration.ts';
import { EventLog } from '../src/demo/event-log.ts';
import { eventWords } from '../src/demo/event-words.ts';
import { failureReason } from '../src/demo/failure-reason.ts';
import { sentence, type Measured } from '../src/demo/sentence.ts';
import { nothing, withCall } from '../src/demo/tally.ts';

const measured: Measured = {
  action: 'down',
  sinceMs: 12_000,
  done: false,
  ours: { calls: 192, failed: 0, slowestMs: 12 },
  naive: { calls: 48, failed: 48, slowestMs: 0 },
  exchanges: 20,
  naiveExchanges: 48,
  adapters: 4,
  fresh: 0,
  leftMs: 168_000,
  shared: false,
  reason: undefined,
};

describe('the sentence about the last button', () => {
  it('says what happened, why nobody noticed, and what became of the naive client', () => {
    expect(sentence(measured)).toBe(
      'The issuer has answered 503 for 12 s, yet all 192 calls were answered, because the token lives for another 2 min 48 s; 20 exchanges failed behind the callers, at growing intervals; the naive client failed 48 of its 48 calls.',
    );
  });

  it('does not claim that nobody noticed when somebody did', () => {
    const failed = { ...measured, ours: { calls: 192, failed: 3, slowestMs: 12 } };
    expect(sentence(failed)).toBe(
      'The issuer has answered 503 for 12 s: 3 of 192 calls failed; the naive client failed 48 of its 48 calls.',
    );
    expect(sentence({ ...failed, reason: 'the token ran out' })).toContain(
      'failed, since the token ran out; the naive',
    );
  });

  it('does not call what the naive client did in vain a price for its calls', () => {
    const naive = { calls: 250, failed: 250, slowestMs: 0 };
    const burst = { ...measured, action: 'burst', done: true, naive, naiveExchanges: 250 } as const;
    expect(sentence(burst)).toMatch(/; the naive client failed 250 of its 250 calls\.$/);
    expect(sentence({ ...burst, naive: { ...naive, failed: 0 } })).toMatch(/made 250 exchanges for its 250 calls\.$/);
    const slow = { ...measured, action: 'slow' } as const;
    expect(sentence(slow)).toMatch(/; the naive client failed 48 of its 48 calls\.$/);
    expect(sentence({ ...slow, naive: { calls: 48, failed: 1, slowestMs: 3100 } })).toMatch(/waiting for 3.1 s\.$/);
  });

  it('says of the naive client that it was restarted, not that it had to be', () => {
    expect(sentence({ ...measured, action: 'normal' })).toMatch(/; the naive client was restarted\.$/);
  });

  it('counts the slowest of the calls that were answered only', () => {
    const results = [
      { ok: true, ms: 5 },
      { ok: false, ms: 900 },
    ];
    expect(results.reduce(withCall, nothing)).toEqual({ calls: 2, failed: 1, slowestMs: 5 });
  });
});

describe('the reason why a call failed', () => {
  const hourMs = 3_600_000;

  it.each([
    { fault: 'down', leftMs: hourMs, reason: 'the token was refused and the issuer gave no other' },
    { fault: 'hanging', leftMs: 0, reason: 'the token ran out and the issuer gave no other' },
    {
      fault: undefined,
      leftMs: hourMs,
      reason: 'the token was refused and after an outage the issuer is left alone for up to 30 s',
    },
    {
      fault: 'slow',
      leftMs: 0,
      reason: 'the token ran out and after an outage the issuer is left alone for up to 30 s',
    },
  ] as const)('is, with $leftMs ms left and the issuer $fault, that $reason', ({ reason, ...plight }) => {
    expect(failureReason({ ...plight, revoked: true })).toBe(reason);
  });

  it('is not known while the token is neither dead nor refused', () => {
    expect(failureReason({ fault: 'down', leftMs: hourMs, revoked: false })).toBeUndefined();
  });
});

describe('numbers in words', () => {
  it.each([
    [340.4, '340 ms'],
    [996, '1 s'],
    [2345, '2.3 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [168_000, '2 min 48 s'],
    [86_400_000, '24 h'],
    [86_399_000, '23 h 59 min'],
  ])('%d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('counts one in the singular', () => {
    expect([counted(0, 'call'), counted(1, 'call'), counted(1000, 'call')]).toEqual([
      '0 calls',
      '1 call',
      '1,000 calls',
    ]);
  });
});

const exchanged = { type: 'exchanged', origin: 'http://a', durationMs: 3, lifetimeMs: 60_000 } as const;

describe('an event in words', () => {
  const code = 'ERR_TOKEN_SERVER';
  const failure = { operation: 'get', reason: 'timeout', durationMs: 3, retryInMs: 1000 } as const;
  const told: readonly TokenEvent[] = [
    exchanged,
    { type: 'same-token', lifetimeMs: 60_000 },
    { type: 'exchange-failed', origin: 'http://a', durationMs: 3, code },
    { type: 'served-stale', code, remainingMs: 60_000 },
    { type: 'cooling-down', code, durationMs: 1000 },
    { type: 'cache-hit', remainingMs: 60_000 },
    { type: 'cache-failed', ...failure },
    { type: 'lock-waited', durationMs: 3, outcome: 'shared' },
    { type: 'invalidated', ignored: false },
    { type: 'invalidated', ignored: true },
    { type: 'second-attempt', origin: 'http://a', afterMs: 5000 },
    { type: 'rest-shared', code, durationMs: 1000 },
    { type: 'given-up', stoodStillMs: 90_000 },
    { type: 'cache-unused' },
    { type: 'not-resent', reason: 'stream' },
  ];

  it.each(told)('goes on from the name of whose it is: $type', (event) => {
    expect(eventWords(event)).toMatch(/^(got|had|heard|could|leaves|found|did|does|waited) /);
  });

  it('names every reason to ignore a 401', () => {
    expect(eventWords({ type: 'invalidated', ignored: true })).toBe(
      'had a 401 for a token that was refused or replaced already, or has only just been given: nothing to do',
    );
    expect(eventWords({ type: 'invalidated', ignored: false })).toBe(
      'had its token refused by the API: getting another',
    );
  });
});

describe('the log of events', () => {
  it('tells what comes again as one thing that happened several times', () => {
    const log = new EventLog();
    log.event('core', exchanged);
    log.event('next', exchanged);
    log.event('core', { ...exchanged, lifetimeMs: 59_000 });
    expect(log.entries).toMatchObject([
      { adapter: 'core', text: 'got a token from the issuer in 3 ms, good for 1 min', count: 2, trouble: false },
      { adapter: 'next', count: 1 },
    ]);
  });

  it('tells each longer pause', () => {
    const log = new EventLog();
    for (const durationMs of [1000, 2000, 30_000, 30_000]) {
      log.event('core', { type: 'cooling-down', code: 'ERR_TOKEN_SERVER', durationMs });
    }
    expect(log.entries.map(({ text, count }) => `${text} ${count}`)).toEqual([
      'leaves the issuer alone for 1 s 1',
      'leaves the issuer alone for 2 s 1',
      'leaves the issuer alone for 30 s 2',
    ]);
  });

  it('tells the 401 that changes something apart from those that do not', () => {
    const log = new EventLog();
    for (const ignored of [false, true, true]) log.event('core', { type: 'invalidated', ignored });
    expect(log.entries.map(({ text, count }) => [text.slice(0, 13), count])).toEqual([
      ['had its token', 1],
      ['had a 401 for', 2],
    ]);
  });

  it('does not count together what a button lies between', () => {
    const log = new EventLog();
    log.event('core', exchanged);
    log.chapter('pressed “Issuer down”');
    log.event('core', exchanged);
    expect(log.entries.map(({ adapter, count }) => [adapter, count])).toEqual([
      ['core', 1],
      ['you', 1],
      ['core', 1],
    ]);
  });

  it('keeps the last three hundred, fewer in a new chapter, and has a word for a failure', () => {
    const log = new EventLog();
    for (let index = 0; index < 320; index += 1) log.note(`app ${index}`, 'kind', 'text');
    const { code } = new TokenError('', { code: 'ERR_TOKEN_SERVER' });
    log.event('core', {
      type: 'exchange-failed',
      origin: 'http://a',
      durationMs: 3,
      code,
      status: 503,
      retryInMs: 400,
    });
    expect(log.entries).toHaveLength(300);
    expect(log.entries.at(-1)).toMatchObject({
      text: 'had an exchange fail (HTTP 503), trying again in 400 ms',
      trouble: true,
    });
    log.chapter('pressed');
    expect(log.entries).toHaveLength(76);
  });
});
