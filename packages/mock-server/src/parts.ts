import type { Presentation } from './endpoint/endpoint-shape.ts';
import type { Counters } from './counters.ts';
import type { ExchangeLog, ExchangeRecord } from './exchange-log.ts';
import type { FaultQueue } from './fault/fault-queue.ts';
import type { HeldConnections } from './fault/held-connections.ts';
import type { Credentials } from './issuer/credentials.ts';
import type { StickyIssuer } from './issuer/sticky-issuer.ts';
import type { Latency } from './latency.ts';

/** What the routes work with; put together in `createMockServer`. */
export interface Parts {
  readonly credentials: Credentials;
  readonly issuer: StickyIssuer;
  readonly faults: FaultQueue;
  readonly counters: Counters;
  readonly log: ExchangeLog;
  readonly latency: Latency;
  readonly held: HeldConnections;
  /** Where tokens may be shown, besides `Authorization: Bearer`. */
  readonly presentations: readonly Presentation[];
  readonly maxConcurrentExchanges: number;
  readonly now: () => number;
  readonly onExchange: (record: ExchangeRecord) => void;
}
