import type { ClockTimer } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import { TokenError } from '../errors/token-error.ts';

/**
 * Makes an attempt. If it has no answer after `patienceMs`, it makes a second one in parallel, on another connection,
 * since the first one is busy. The first answer counts, good or bad. A failed connection does not count as an answer
 * while the other attempt is under way. So a silent socket, or one dead back end, costs only half of the time.
 *
 * Why: docs/why.md#half-for-a-second-attempt
 *
 * @param attempt must end when its signal aborts
 * @param began called when the second attempt goes out
 */
export async function firstAnswer<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  deadline: Deadline,
  patienceMs: number,
  began: (afterMs: number) => void,
): Promise<T> {
  const controllers: AbortController[] = [];
  let underWay = 0;
  let timer: Pick<ClockTimer, 'cancel'> | undefined;
  let unhurry = (): void => undefined;
  const stop = (): void => {
    timer?.cancel();
    unhurry();
    deadline.signal.removeEventListener('abort', stop);
    for (const controller of controllers) controller.abort(deadline.signal.reason);
  };
  const answer = new Promise<T>((resolve, reject) => {
    const start = (): void => {
      const controller = new AbortController();
      controllers.push(controller);
      underWay += 1;
      attempt(controller.signal).then(resolve, (error: unknown) => {
        underWay -= 1;
        if (underWay === 0 || isAnswer(error)) reject(error);
      });
    };
    start();
    const startedMs = deadline.remainingMs;
    const second = (): void => {
      timer?.cancel();
      unhurry();
      began(startedMs - deadline.remainingMs);
      start();
    };
    timer = deadline.after(patienceMs, second);
    // After a suspension the first connection is likely to be dead.
    unhurry = deadline.onSuspended(second);
  });
  deadline.signal.addEventListener('abort', stop);
  try {
    return await deadline.race(answer);
  } finally {
    stop();
  }
}

/** Whether this error is an answer of the issuer or a mistake in the program, and not a failed connection. */
function isAnswer(error: unknown): boolean {
  return TokenError.isInstance(error) && error.code !== 'ERR_TOKEN_NETWORK';
}
