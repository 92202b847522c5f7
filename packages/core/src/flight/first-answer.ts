import type { ClockTimer } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import { TokenError } from '../errors/token-error.ts';

/**
 * Makes an attempt and, when it has said nothing for `patienceMs`, a second one beside it, which goes out on another
 * connection since the first one's is busy. The first answer counts, good or bad; a connection that fails is no answer
 * while the other attempt is under way. So a socket that has gone silent, or one dead back end, costs half of the time.
 *
 * Why: docs/why.md#half-for-a-second-attempt
 *
 * @param attempt ends when its signal aborts
 * @param began told when the second one goes out
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

/** Whether the issuer, or this program, has spoken, as against a connection that failed. */
function isAnswer(error: unknown): boolean {
  return TokenError.isInstance(error) && error.code !== 'ERR_TOKEN_NETWORK';
}
