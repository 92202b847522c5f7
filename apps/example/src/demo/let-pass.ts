import { setTimeout as sleep } from 'node:timers/promises';
import type { MockServer } from '@tokenkeep/mock-server';
import type { HostMessage } from '../messages.ts';
import type { AdapterMonitor } from './adapter-monitor.ts';
import type { IssuerLedger } from './issuer-ledger.ts';

/** What time passes for. */
export interface World {
  readonly server: MockServer;
  readonly ledger: IssuerLedger;
  readonly participants: readonly {
    readonly appId: string;
    readonly monitor: AdapterMonitor;
    tell(message: HostMessage): void;
  }[];
}

const hourMs = 3_600_000;
/** Longer than any pause that core makes after a failure. */
const pauseMs = 31_000;
/** A process that has no new token by then gets none. */
const patienceMs = 15_000;

/**
 * Lets time pass: the issuer's tokens grow older, and the clocks of the processes that hold them go ahead by as much.
 *
 * @param msFor how much, for a token that has so much left, milliseconds; nothing happens if it is not above 0
 */
export function letPass(msFor: (leftMs: number) => number, { server, ledger, participants }: World): void {
  for (const appId of new Set(participants.map((participant) => participant.appId))) {
    const leftMs = ledger.leftMs(appId);
    // Without a token there is nothing to age.
    const ms = Number.isFinite(leftMs) ? Math.round(msFor(leftMs)) : 0;
    if (!(ms > 0)) continue;
    server.age(appId, ms);
    ledger.age(appId, ms);
    for (const participant of participants) if (participant.appId === appId) participant.tell({ type: 'advance', ms });
  }
}

/** Whether a token is so near its end that a new demonstration had better begin with new ones. */
export function areOld({ ledger, participants }: World): boolean {
  return participants.some(({ appId }) => ledger.leftMs(appId) < hourMs);
}

/** Lets all tokens come to their end, so that all get new ones. @param wanted whether that still matters */
export async function renewTokens(world: World, wanted: () => boolean): Promise<void> {
  const startedAt = performance.now();
  let passed = false;
  while (wanted() && performance.now() - startedAt < patienceMs) {
    // A refresh that still hangs from the fault before would keep callers waiting at the token's end.
    if (!passed && world.participants.every(({ monitor }) => !monitor.state.refreshing)) {
      letPass((leftMs) => leftMs + pauseMs, world);
      passed = true;
    }
    if (passed && !areOld(world)) return;
    await sleep(100);
  }
}
