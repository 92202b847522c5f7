import type { ServerResponse } from 'node:http';
import type { Fault } from '../fault/fault.ts';
import type { Grant } from '../issuer/sticky-issuer.ts';
import type { Parts } from '../parts.ts';
import type { TokenRequest } from './token-protocol.ts';

/** One exchange under way. */
export interface Exchange {
  readonly at: number;
  readonly route: string;
  readonly fault: Fault | undefined;
  /** Whether it came when the limit of concurrent exchanges was reached. */
  readonly overLimit: boolean;
  /** Whether it has waited its latency and met its fault and the limit: once, wherever it turns out malformed. */
  admitted: boolean;
  appId: string | undefined;
  grant: Grant | undefined;
}

/** Keeps the books: every exchange is counted when it arrives and logged when its answer is known. */
export class ExchangeDesk {
  readonly #parts: Parts;
  #underWay = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  open(route: string, response: ServerResponse): Exchange {
    const { counters, faults, now, maxConcurrentExchanges } = this.#parts;
    counters.count('exchanges');
    const fault = faults.take('token');
    if (fault !== undefined) counters.count('faultedExchanges');
    this.#underWay += 1;
    counters.peak(this.#underWay);
    response.once('close', () => (this.#underWay -= 1));
    const overLimit = this.#underWay > maxConcurrentExchanges;
    return { at: now(), route, fault, overLimit, admitted: false, appId: undefined, grant: undefined };
  }

  /** Notes whose credentials the request claims to bring. Ids of strangers are not kept: they may be misplaced secrets. */
  claim(exchange: Exchange, appId: string | undefined): void {
    if (appId === undefined || !this.#parts.credentials.knows(appId)) return;
    exchange.appId = appId;
    this.#parts.counters.countApp('exchanges', appId);
  }

  /** Grants a token and counts it. */
  grant(exchange: Exchange, { appId, purpose, present }: TokenRequest): Grant {
    const grant = this.#parts.issuer.grant(appId, purpose, present);
    exchange.grant = grant;
    this.#parts.counters.count(grant.reused ? 'reused' : 'minted', appId);
    return grant;
  }

  /** Logs the exchange, right before its answer is sent. */
  close({ at, route, fault, appId, grant }: Exchange, status: number | undefined): void {
    const reused = grant?.reused ?? false;
    const record = { at, route, appId, status, reused, remainingMs: grant?.remainingMs, fault: fault?.kind };
    this.#parts.log.add(record);
    this.#parts.onExchange(record);
  }
}
