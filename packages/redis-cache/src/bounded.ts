import { RedisFailure } from './redis-failure.ts';

/** Why: docs/why.md#redis-commands */
const steps = 5;

/** What a command is given. */
export interface Bound {
  /** Milliseconds. */
  readonly boundMs: number;
  /** Whether the client says that it is connected. */
  readonly isReady: () => boolean | undefined;
}

/**
 * The reply, or a {@link RedisFailure}. Clients wait for ever on a server that is silent or not connected, and keep the
 * command for later; its late reply or error is then nobody's concern.
 *
 * Counted in steps, so that a process which gets no CPU does not take its own stall for Redis's silence.
 */
export async function bounded<T>(command: Promise<T>, { boundMs, isReady }: Bound): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    const wait = (left: number): void => {
      timer = setTimeout(() => {
        if (left > 1) wait(left - 1);
        else reject(RedisFailure.silent(boundMs, isReady()));
      }, boundMs / steps);
    };
    wait(steps);
  });
  try {
    return await Promise.race([command, silence]);
  } catch (error) {
    throw RedisFailure.of(error);
  } finally {
    clearTimeout(timer);
  }
}
