import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { AccessToken } from '../token/access-token.ts';
import { completeClock } from '../concurrency/clock.ts';
import { HitWindow } from './hit-window.ts';

let clock: FakeClock;
let hits: HitWindow;
let token: AccessToken;

beforeEach(() => {
  clock = new FakeClock();
  hits = new HitWindow(completeClock(clock));
  token = new AccessToken({ accessToken: 'abc', expiresAt: clock.now() + 3_600_000, lifetimeMs: 3_600_000 }, clock);
});

describe('the hit window', () => {
  it('answers nothing before it is opened, and by one promise then', async () => {
    expect(hits.answer).toBeUndefined();
    hits.hold(token);
    expect(hits.answer).toBeUndefined();
    hits.open(60_000);
    expect(await hits.answer).toBe(token);
    expect(hits.answer).toBe(hits.answer);
  });

  it('is a second long, or as long as the token stays fresh', () => {
    hits.hold(token);
    hits.open(60_000);
    clock.tick(999);
    expect(hits.answer).toBeDefined();
    clock.tick(1);
    expect(hits.answer).toBeUndefined();
    hits.open(300);
    clock.tick(300);
    expect(hits.answer).toBeUndefined();
  });

  it('closes when the wall clock leaves it in either direction, and by its timer when that stands still', async () => {
    hits.hold(token);
    for (const byMs of [-1, 1000]) {
      hits.open(60_000);
      clock.jump(byMs);
      expect(hits.answer).toBeUndefined();
    }
    hits.open(60_000);
    await clock.advance(500);
    clock.jump(-500);
    await clock.advance(500);
    expect(hits.answer).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });

  it('closes with another token, and leaves no timer behind', () => {
    hits.hold(token);
    hits.open(60_000);
    hits.hold(undefined);
    expect(hits.answer).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });
});
