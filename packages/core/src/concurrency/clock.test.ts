import { describe, expect, it } from 'vitest';
import { completeClock, systemClock } from './clock.ts';

describe('the system clock', () => {
  it('tells wall time and time that never goes back', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
    const before = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
  });

  it('fires a timer, and not one that was cancelled', async () => {
    const fired: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.setTimer(() => fired.push('cancelled'), 1).cancel();
      const timer = systemClock.setTimer(() => {
        fired.push('kept');
        resolve();
      }, 2);
      timer.hold();
    });
    expect(fired).toEqual(['kept']);
  });

  it('keeps the process alive for no timer but a held one', () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const timer = systemClock.setTimer(() => undefined, 60_000);
    expect(timers()).toBe(before);
    timer.hold();
    expect(timers()).toBe(before + 1);
    timer.cancel();
    expect(timers()).toBe(before);
  });
});

describe('a clock of the user', () => {
  it('gets timers of the system when it has none, and keeps its own and its this', async () => {
    const bare = { now: () => 1, monotonic: () => 2 };
    const clock = completeClock(bare);
    expect([clock.now(), clock.monotonic()]).toEqual([1, 2]);
    await new Promise<void>((resolve) => clock.setTimer(resolve, 1).hold());

    class Own {
      readonly #delays: number[] = [];
      now(): number {
        return this.#delays.length;
      }
      monotonic(): number {
        return this.#delays.length;
      }
      setTimer(_: () => void, delayMs: number): { cancel(): void; hold(): void } {
        this.#delays.push(delayMs);
        return { cancel: () => undefined, hold: () => undefined };
      }
    }
    const own = completeClock(new Own());
    own.setTimer(() => undefined, 5);
    expect([own.now(), own.monotonic()]).toEqual([1, 1]);
  });
});
