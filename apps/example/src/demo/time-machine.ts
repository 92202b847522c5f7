import type { MockServer } from '@tokenkeep/mock-server';
import type { HostMessage } from '../messages.ts';
import type { IssuerLedger } from './issuer-ledger.ts';

/** Whose clock can be put forward. */
export interface Traveller {
  readonly appId: string;
  tell(message: HostMessage): void;
}

/**
 * Lets time pass until the tokens have no more than this left, milliseconds: at the issuer, which makes them older, and
 * in the processes that hold them, whose clocks go ahead by as much. Tokens with less are left as they are.
 */
export function travelTo(
  leftMs: number,
  { server, ledger, travellers }: { server: MockServer; ledger: IssuerLedger; travellers: readonly Traveller[] },
): void {
  for (const appId of new Set(travellers.map((traveller) => traveller.appId))) {
    const ms = Math.round(ledger.leftMs(appId) - leftMs);
    if (!(ms > 0)) continue;
    server.age(appId, ms);
    ledger.age(appId, ms);
    for (const traveller of travellers) if (traveller.appId === appId) traveller.tell({ type: 'advance', ms });
  }
}
