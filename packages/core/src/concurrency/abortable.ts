/**
 * The same promise, given up by this one caller when `signal` aborts. The work behind it goes on for the others.
 *
 * @throws `signal.reason`, as soon as the signal aborts
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    const settled = (): void => signal.removeEventListener('abort', abort);
    promise.then(resolve, reject).then(settled, settled);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
