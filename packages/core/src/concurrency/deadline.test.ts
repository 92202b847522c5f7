import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { Deadline, GivenUp } from './deadline.ts';
import { RunningTime } from './running-time.ts';

const late = new Error('late');

/** Handled from the start, so that a rejection while the clock moves is nobody's surprise. */
function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no rejection',
    (reason: unknown) => reason,
  );
}
let clock: FakeClock;
let deadline: Deadline;

beforeEach(() => {
  clock = new FakeClock();
  deadline = new Deadline(new RunningTime(clock), 10_000, () => late);
});

describe('a deadline', () => {
  it('counts down by monotonic time, and not below 0', async () => {
    expect(deadline.remainingMs).toBe(10_000);
    await clock.advance(4000);
    clock.jump(3_600_000);
    expect(deadline.remainingMs).toBe(6000);
    await clock.advance(60_000);
    expect(deadline.remainingMs).toBe(0);
  });

  it('rejects work that ignores it, and aborts its signal with the same error', async () => {
    const raced = reasonOf(deadline.race(new Promise(() => undefined)));
    await clock.advance(9999);
    expect(deadline.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(await raced).toBe(late);
    expect(deadline.signal.reason).toBe(late);
  });

  it('lets work through that is over in time, and then drops its timer', async () => {
    await expect(deadline.race(Promise.resolve('token'))).resolves.toBe('token');
    deadline.abort(new Error('over'));
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(60_000);
    expect(deadline.signal.reason).toMatchObject({ message: 'over' });
  });

  it('can end everything earlier, with an error of its own', async () => {
    const closed = new Error('closed');
    const asleep = reasonOf(deadline.sleep(5000));
    deadline.abort(closed);
    expect(await asleep).toBe(closed);
    expect(clock.pendingTimers).toBe(0);
  });

  it('sleeps for as long as asked, or until it is over', async () => {
    let awake = false;
    const slept = deadline.sleep(3000).then(() => (awake = true));
    await clock.advance(2999);
    expect(awake).toBe(false);
    await clock.advance(1);
    await slept;
    const asleep = reasonOf(deadline.sleep(60_000));
    await clock.advance(7000);
    expect(await asleep).toBe(late);
    await expect(deadline.sleep(1)).rejects.toBe(late);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('time in which the process did not run', () => {
  it('is not counted, however long', async () => {
    const longer = new Deadline(new RunningTime(clock), 30_000, () => late);
    await clock.advance(4000);
    clock.tick(14_000);
    await clock.advance(0);
    expect(longer.remainingMs).toBe(25_750);
    expect(longer.standstills).toBe(1);
    await clock.advance(25_749);
    expect(longer.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(longer.signal.reason).toBe(late);
  });

  it('past the end gives the work up half a second later, unless it is over by then', async () => {
    await clock.advance(1000);
    clock.tick(14_000);
    await clock.advance(499);
    expect(deadline.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(deadline.signal.reason).toBeInstanceOf(GivenUp);
    expect(deadline.signal.reason).toMatchObject({ stoodStillMs: 13_750 });

    const other = new Deadline(new RunningTime(clock), 10_000, () => late);
    clock.tick(14_000);
    await clock.advance(400);
    other.abort(new Error('over'));
    await clock.advance(60_000);
    expect(other.signal.reason).toMatchObject({ message: 'over' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('gives nothing up when the wall clock alone has gone on, but tells so: a suspended laptop, or a clock that was set', async () => {
    let told = 0;
    const unhear = deadline.onSuspended(() => (told += 1));
    await clock.advance(1000);
    clock.jump(3_600_000);
    await clock.advance(750);
    expect([told, deadline.signal.aborted, deadline.remainingMs]).toEqual([1, false, 8250]);
    unhear();
    clock.jump(3_600_000);
    await clock.advance(750);
    expect(told).toBe(1);
  });

  it('is not a loaded machine: a look that comes a second late counts', async () => {
    clock.tick(1200);
    await clock.advance(0);
    expect(deadline.remainingMs).toBe(8800);
    expect(deadline.standstills).toBe(0);
  });
});
