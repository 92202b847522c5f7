const boundMs = 250;
const steps = 5;

/**
 * The reply, or an error after 250 ms. Both clients wait for ever on a server that is silent or not connected, and keep
 * the command for later; its late reply or error is then nobody's concern. Errors have a `code`, for core's events.
 *
 * Counted in steps, so that a process which gets no CPU does not take its own stall for Redis's silence.
 */
export async function bounded<T>(command: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    const wait = (left: number): void => {
      timer = setTimeout(() => {
        if (left > 1) wait(left - 1);
        else reject(failure(`Redis did not answer within ${boundMs} ms.`, 'ETIMEDOUT'));
      }, boundMs / steps);
    };
    wait(steps);
  });
  try {
    return await Promise.race([command, silence]);
  } catch (error) {
    // What Redis refuses begins with a word for the reason, such as READONLY.
    const [word] = (error instanceof Error && /^[A-Z]{2,}(?= )/.exec(error.message)) || [];
    throw word === undefined ? error : failure(`Redis refused a command (${word}).`, word);
  } finally {
    clearTimeout(timer);
  }
}

function failure(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
