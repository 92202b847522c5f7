import { systemClock } from '../concurrency/clock.ts';
import { fileFault } from './file-fault.ts';

/** Why: docs/why.md#waiting-for-sqlite */
const tries = 25;

/**
 * Runs a short operation again while another process is in the middle of one of its own, for about a quarter of a
 * second. SQLite could wait by itself, but would stop the event loop meanwhile.
 *
 * @param busy called before each wait; what it throws ends the waiting
 */
export async function retryWhileBusy<T>(operation: () => T, busy: () => void): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return operation();
    } catch (error) {
      const fault = fileFault(error);
      if (left <= 1 || (fault !== 'busy' && fault !== 'gone')) throw error;
      if (fault === 'busy') busy();
    }
    await new Promise<void>((resolve) => {
      systemClock.setTimer(resolve, 5 + 10 * Math.random()).hold();
    });
  }
}
