import { beforeEach, describe, expect, it } from 'vitest';
import { completeClock } from '../concurrency/clock.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { AccessToken } from './access-token.ts';
import { HeldToken } from './held-token.ts';

const hour = 3_600_000;
const policy = { refreshWindowMs: 300_000, expiryLeewayMs: 30_000 };
let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});

function hold({ accessToken = 'a', remainingMs = hour, lifetimeMs = hour } = {}): HeldToken {
  const token = new AccessToken({ accessToken, expiresAt: clock.now() + remainingMs, lifetimeMs }, clock);
  return new HeldToken(token, completeClock(clock));
}

describe('what is left of a held token', () => {
  it.each([
    ['nothing happens', 0, 0, 60_000],
    ['ten seconds pass', 10_000, 0, 50_000],
    ['it ends', 60_000, 0, 0],
    ['the wall clock is set ahead', 0, 20_000, 40_000],
    ['the machine sleeps past its end', 0, hour, 60_000 - hour],
    ['the wall clock is set back', 0, -hour, 60_000],
    ['the wall clock is set back while time passes', 10_000, -hour, 50_000],
    ['the wall clock is set back by just what passed, past its end', 70_000, -70_000, -10_000],
  ])('is the shorter of both clocks when %s', (_, tickMs, jumpMs, remainingMs) => {
    const held = hold({ remainingMs: 60_000 });
    clock.tick(tickMs);
    clock.jump(jumpMs);
    expect(held.remainingMs).toBe(remainingMs);
    expect(held.alive).toBe(remainingMs > 0);
  });

  it('is not lost when the wall clock comes right again', () => {
    const held = hold();
    clock.jump(2 * hour);
    expect(held.alive).toBe(false);
    clock.jump(-2 * hour);
    expect(held.alive).toBe(true);
  });

  it('is never more than the answer granted, whatever the wall clock said when it came', () => {
    const held = hold({ remainingMs: 5 * hour, lifetimeMs: hour });
    clock.tick(hour);
    expect(held.alive).toBe(false);
  });

  it('is nothing when the clock makes no sense', () => {
    const broken = { now: () => Number.NaN, monotonic: () => 0 };
    const token = new AccessToken({ accessToken: 'a', expiresAt: 1e15, lifetimeMs: hour }, broken);
    const held = new HeldToken(token, completeClock(broken));
    expect(held.alive).toBe(false);
    expect(held.freshness(policy)).toBe('expired');
  });
});

describe('a refused token', () => {
  it('is expired for everybody, once', () => {
    const held = hold();
    expect(held.freshness(policy)).toBe('fresh');
    expect(held.reject()).toBe(true);
    expect(held.reject()).toBe(false);
    expect(held.rejected).toBe(true);
    expect(held.freshness(policy)).toBe('expired');
    expect(held.alive).toBe(true);
  });

  it('is trusted for 30 s when it was given again in its own place, then refusable', () => {
    const before = hold();
    before.reject();
    const held = hold();
    held.follow(before, true);
    clock.tick(29_999);
    expect(held.reject()).toBe(false);
    expect(held.rejected).toBe(false);
    clock.tick(1);
    expect(held.reject()).toBe(true);
  });

  it('may be refused at once when it is a new one, but not the fourth in a row', () => {
    let held = hold({ accessToken: '0' });
    for (const accessToken of ['1', '2', '3', '4']) {
      expect(held.reject()).toBe(true);
      const next = hold({ accessToken });
      next.follow(held, true);
      held = next;
    }
    expect(held.reject()).toBe(false);
    clock.tick(30_000);
    expect(held.reject()).toBe(true);
    const later = hold({ accessToken: '5' });
    later.follow(held, true);
    expect(later.reject()).toBe(true);
  });

  it('is still refused if the issuer, asked before the refusal, gives it again', () => {
    const before = hold();
    before.reject();
    const held = hold();
    held.follow(before, false);
    expect(held.rejected).toBe(true);
  });

  it('says nothing about another token that was on its way already', () => {
    const before = hold();
    before.reject();
    const held = hold({ accessToken: 'b' });
    held.follow(before, false);
    expect(held.rejected).toBe(false);
    expect(held.reject()).toBe(true);
  });

  it('stays trusted through a refresh that gives it again', () => {
    const refused = hold();
    refused.reject();
    const trusted = hold();
    trusted.follow(refused, true);
    clock.tick(10_000);
    const again = hold();
    again.follow(trusted, false);
    clock.tick(19_999);
    expect(again.reject()).toBe(false);
    clock.tick(1);
    expect(again.reject()).toBe(true);
  });
});
