import { realMonotonic, realSleep } from './bench-clock.ts';
import type { TokenSubjectClient } from './token-subject.ts';

/** How to call. */
export interface Pace {
  /** Calls per real second. */
  readonly perSecond: number;
  /** Real milliseconds. */
  readonly durationMs: number;
  /** Told every answer at the moment it came. */
  readonly onToken?: (token: string) => void;
}

/** What became of the calls. */
export interface PacedCalls {
  readonly calls: number;
  readonly failed: number;
  /** Pending for more than 10 ms, those without an answer at the end included. */
  readonly stalled: number;
  /** The longest wait, milliseconds. */
  readonly slowestMs: number;
}

interface Call {
  readonly startedAt: number;
  /** Whether it was pending when the event loop came round: a process that was merely not run does not count. */
  waited: boolean;
  settled: boolean;
}

const stallMs = 10;

/** Calls at a steady rate, never waiting for an answer, as an HTTP server's requests do. */
export async function pacedCalls(
  client: TokenSubjectClient,
  { perSecond, durationMs, onToken }: Pace,
): Promise<PacedCalls> {
  const startedAt = realMonotonic();
  let pending: Call[] = [];
  let calls = 0;
  let failed = 0;
  let stalled = 0;
  let slowestMs = 0;

  function settle(call: Call): void {
    call.settled = true;
    const tookMs = call.waited ? realMonotonic() - call.startedAt : 0;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > stallMs) stalled += 1;
  }

  async function callOnce(): Promise<void> {
    const call: Call = { startedAt: realMonotonic(), waited: false, settled: false };
    pending.push(call);
    try {
      const answer = await client.getToken();
      settle(call);
      onToken?.(client.tokenOf(answer));
    } catch {
      settle(call);
      failed += 1;
    }
  }

  for (;;) {
    const elapsedMs = realMonotonic() - startedAt;
    if (elapsedMs >= durationMs) break;
    for (const due = (elapsedMs * perSecond) / 1000; calls < due; calls += 1) void callOnce();
    await realSleep(1);
    pending = pending.filter(({ settled }) => !settled);
    for (const call of pending) call.waited = true;
  }
  for (const call of pending.filter(({ settled }) => !settled)) settle(call);
  return { calls, failed, stalled, slowestMs };
}
