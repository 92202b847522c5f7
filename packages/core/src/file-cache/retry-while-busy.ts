import { systemClock } from '../concurrency/clock.ts';
import { sqliteFault } from './sqlite-fault.ts';

const tries = 25;

/**
 * Runs a short SQLite operation again while another process is in the middle of one of its own, for about a quarter
 * of a second. SQLite could wait by itself, but would stop the event loop meanwhile.
 */
export async function retryWhileBusy<T>(operation: () => T): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return operation();
    } catch (error) {
      if (left <= 1 || sqliteFault(error) !== 'busy') throw error;
    }
    await new Promise<void>((resolve) => {
      systemClock.setTimer(resolve, 5 + 10 * Math.random()).hold();
    });
  }
}
