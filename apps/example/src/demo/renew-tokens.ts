import { setTimeout as sleep } from 'node:timers/promises';
import type { AdapterMonitor } from './adapter-monitor.ts';
import { letPass, type World } from './time-machine.ts';

const hourMs = 3_600_000;
/** Longer than any pause that core makes after a failure. */
const pauseMs = 31_000;
const patienceMs = 15_000;

/** Whether a token is so near its end that a new demonstration had better begin with new ones. */
export function areOld({ ledger, participants }: World): boolean {
  return participants.some(({ appId }) => ledger.leftMs(appId) < hourMs);
}

/** Lets all tokens come to their end, so that all get new ones. @param wanted whether that still matters */
export async function renewTokens(
  world: World,
  monitors: readonly AdapterMonitor[],
  wanted: () => boolean,
): Promise<void> {
  const startedAt = performance.now();
  let passed = false;
  while (wanted() && performance.now() - startedAt < patienceMs) {
    // A refresh that still hangs from the fault before would keep callers waiting at the token's end.
    if (!passed && monitors.every(({ state }) => !state.refreshing)) {
      letPass((leftMs) => leftMs + pauseMs, world);
      passed = true;
    }
    if (passed && !areOld(world)) return;
    await sleep(100);
  }
}
