import type { TokenEvent } from '@tokenkeep/core';
import { describe, expect, it } from 'vitest';
import { EventLog } from '../src/demo/event-log.ts';
import { duration, eventWords } from '../src/demo/event-words.ts';

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
    { type: 'resent' },
  ];

  it.each(told)('goes on from the name of whose it is: $type', (event) => {
    expect(eventWords(event)?.text).toMatch(/^(got|had|heard|could|leaves|found|did|does|waited|sent) [^{}]+$/);
    expect(eventWords(event)?.text).not.toContain('NaN');
  });

  it('tells neither of flights nor of an end', () => {
    expect(eventWords({ type: 'flight-started', refresh: false })).toBeUndefined();
    expect(eventWords({ type: 'closed' })).toBeUndefined();
  });
});

describe('the log of events', () => {
  it('tells what comes again as one thing that happened several times', () => {
    const log = new EventLog();
    log.event('core', exchanged);
    log.event('next', exchanged);
    log.event('core', { ...exchanged, lifetimeMs: 59_000 });
    expect(log.entries).toMatchObject([
      { adapter: 'core', text: 'got a token from the issuer, good for 1 min', count: 2 },
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
    for (let index = 0; index < 320; index += 1) log.note(`app ${index}`, 'text');
    const failure = { origin: 'http://a', durationMs: 3, code: 'ERR_TOKEN_SERVER' } as const;
    log.event('core', { type: 'exchange-failed', ...failure, status: 503 });
    expect(log.entries).toHaveLength(300);
    expect(log.entries.at(-1)).toMatchObject({ text: 'had an exchange fail (503)' });
    log.chapter('pressed');
    expect(log.entries).toHaveLength(76);
    // What a reader may still be looking at stays.
    for (let index = 0; index < 70; index += 1) log.note(`app ${index}`, 'text');
    log.chapter('pressed again');
    expect(log.entries).toHaveLength(147);
  });
});
