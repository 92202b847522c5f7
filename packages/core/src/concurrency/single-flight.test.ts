import { describe, expect, it } from 'vitest';
import { SingleFlight } from './single-flight.ts';

describe('a single flight', () => {
  it('shares one run among all who come while it is under way', async () => {
    const flight = new SingleFlight<number>();
    const { promise, resolve } = Promise.withResolvers<number>();
    let runs = 0;
    const start = (): Promise<number> => {
      runs += 1;
      return promise;
    };
    const joined = Array.from({ length: 1000 }, () => flight.run(start));
    expect(flight.busy).toBe(true);
    resolve(7);
    expect(new Set(await Promise.all(joined))).toEqual(new Set([7]));
    expect(runs).toBe(1);
    expect(flight.busy).toBe(false);
  });

  it('starts anew once a run is over, failed or not', async () => {
    const flight = new SingleFlight<string>();
    await expect(flight.run(() => Promise.reject(new Error('first')))).rejects.toThrow('first');
    expect(flight.busy).toBe(false);
    await expect(flight.run(() => Promise.resolve('second'))).resolves.toBe('second');
    await expect(flight.run(() => Promise.resolve('third'))).resolves.toBe('third');
  });

  it('is free before those who waited go on, so that they may start the next', async () => {
    const flight = new SingleFlight<string>();
    const next = await flight.run(() => Promise.resolve('one')).then(() => flight.run(() => Promise.resolve('two')));
    expect(next).toBe('two');
  });
});
