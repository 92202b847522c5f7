import { realMonotonic } from './bench-clock.ts';
import type { TokenSubjectClient } from './token-subject.ts';

/** Nanoseconds per call, each awaited. */
export async function awaited(client: TokenSubjectClient, calls: number): Promise<number> {
  const startedAt = realMonotonic();
  for (let done = 0; done < calls; done += 1) await client.getToken();
  return ((realMonotonic() - startedAt) * 1e6) / calls;
}

/** Nanoseconds per call, none awaited but the last of a hundred. */
export async function unawaited(client: TokenSubjectClient, calls: number): Promise<number> {
  const startedAt = realMonotonic();
  for (let done = 0; done < calls; done += 1) {
    const answer = client.getToken();
    if (done % 100 === 99) await answer;
  }
  return ((realMonotonic() - startedAt) * 1e6) / calls;
}

/** Bytes per call, each awaited. So few calls that no collection falls between the two readings. */
export async function bytes(client: TokenSubjectClient, calls: number): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let done = 0; done < calls; done += 1) await client.getToken();
  return (process.memoryUsage().heapUsed - before) / calls;
}
