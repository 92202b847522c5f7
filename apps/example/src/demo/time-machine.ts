import type { MockServer } from '@tokenkeep/mock-server';
import type { HostMessage } from '../messages.ts';
import type { IssuerLedger } from './issuer-ledger.ts';

/** Whose clock can be put forward. */
export interface Traveller {
  readonly appId: string;
  tell(message: HostMessage): void;
}

/** What time passes for. */
export interface World {
  readonly server: MockServer;
  readonly ledger: IssuerLedger;
  readonly participants: readonly Traveller[];
}

/**
 * Lets time pass: at the issuer, which makes its tokens older, and in the processes that hold them, whose clocks go
 * ahead by as much.
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
