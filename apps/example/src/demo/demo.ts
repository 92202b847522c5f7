import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MockServer } from '@tokenkeep/mock-server';
import type { Application } from '../application.ts';
import { buttonOf, type Action } from './buttons.ts';
import type { IssuerLedger } from './issuer-ledger.ts';
import { burst, startTraffic } from './traffic.ts';

/** What a {@link Demo} is made of. */
export interface DemoParts {
  readonly server: MockServer;
  readonly apps: readonly Application[];
  readonly ledger: IssuerLedger;
  /** Lets so much time pass, for the token server and for all applications. */
  readonly advance: (ms: number) => void;
  /** Starts the naive client anew. */
  readonly restartNaive: () => Promise<void>;
}

/** What came of the last button: what became of the calls since, and how many exchanges the token server counted. */
export type Outcome = ReturnType<Demo['state']>['outcome'];

const hourMs = 3_600_000;
/** Longer than any pause that core makes after a failure, and than a token that replaced a refused one is trusted. */
const pauseMs = 31_000;
/** A process that has no new token by then gets none. */
const patienceMs = 20_000;

/** Keeps the traffic going, does what the buttons say, and counts what came of it. */
export class Demo {
  readonly #parts: DemoParts;
  /** All but the command line, whose processes come and go. */
  readonly #staying: readonly Application[];
  #fault: Action | undefined;
  #bursting = false;
  #count = countFrom(0, undefined, { ours: 0, naive: 0 });
  /** Ends the traffic. */
  readonly stop: () => void;

  constructor(parts: DemoParts) {
    this.#parts = parts;
    this.#staying = parts.apps.filter(({ spec }) => spec.file !== 'command-line');
    this.stop = startTraffic(parts.apps, this.#call);
  }

  /** Does what a button says. A burst during a burst is none. */
  async act(action: Action): Promise<void> {
    const { apps, server, ledger, advance, restartNaive } = this.#parts;
    const { fault, leftMs } = buttonOf(action);
    if (action === 'burst' && this.#bursting) return;
    this.#count = countFrom(this.#count.id + 1, action, this.#exchanges());
    if (action === 'burst') {
      this.#bursting = true;
      await burst(this.#staying, this.#call);
      this.#bursting = false;
    }
    if (action === 'revoke') {
      advance(pauseMs);
      server.revoke();
      ledger.revokeAll();
    }
    if (leftMs === undefined && action !== 'normal') return;
    this.#fault = undefined;
    server.clearFaults('token');
    for (const { credentials } of apps) server.setCredentials(credentials.appId, credentials.appSecret);
    if (leftMs === undefined) return restartNaive();
    if (!(await this.#renewTokens())) return;
    advance(Math.min(...ledger.apps.map((app) => app.leftMs ?? Infinity)) - leftMs);
    if (fault === undefined) return;
    this.#fault = action;
    if (fault !== 'credentials') server.fault({ route: 'token', times: Infinity, fault });
    else for (const { credentials } of apps) server.setCredentials(credentials.appId, randomUUID());
  }

  state() {
    const { startedAt, before, ...outcome } = this.#count;
    if (!this.#isFinal(outcome)) {
      const { ours, naive } = this.#exchanges();
      outcome.ours.exchanges = ours - before.ours;
      outcome.naive.exchanges = naive - before.naive;
      this.#count.settled = this.#isSettled(outcome.action, performance.now() - startedAt);
    }
    return { fault: this.#fault, bursting: this.#bursting, outcome };
  }

  /** Calls belong to where they were made, and final numbers do not move any more. */
  readonly #call = async (app: Application, limitMs?: number): Promise<void> => {
    const count = this.#count;
    const tally = app.spec.file === 'naive' ? count.naive : count.ours;
    const { ok, ms } = await app.call(randomUUID(), limitMs);
    if (this.#isFinal(count)) return;
    tally.calls += 1;
    if (ok) tally.slowestMs = Math.max(tally.slowestMs, ms);
    else tally.failed += 1;
  };

  /** Lets all tokens come to their end, so that all get new ones. @returns `false` when another button was pressed */
  async #renewTokens(): Promise<boolean> {
    const { apps, ledger, advance } = this.#parts;
    const count = this.#count;
    count.preparing = true;
    advance(Math.max(...ledger.apps.map(({ leftMs = 0 }) => leftMs)) + pauseMs);
    for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(100)) {
      if (this.#count !== count) return false;
      const held = [...ledger.apps.map(({ leftMs = 0 }) => leftMs), ...apps.map(({ state }) => state.expiresInMs)];
      if (Math.min(...held) > hourMs) break;
    }
    // What that took is not part of the story.
    this.#count = countFrom(count.id, count.action, this.#exchanges());
    return true;
  }

  #exchanges(): { readonly ours: number; readonly naive: number } {
    const { exchanges, apps } = this.#parts.server.counters();
    const naive = apps['naive']?.exchanges ?? 0;
    return { ours: exchanges - naive, naive };
  }

  #isFinal({ settled }: { readonly settled: boolean }): boolean {
    return settled && this.#fault === undefined;
  }

  #isSettled(action: Action | undefined, sinceMs: number): boolean {
    if (action === undefined || this.#count.preparing) return false;
    if (action === 'burst') return !this.#bursting;
    const areFresh = this.#staying.every((app) => app.state.state === 'fresh');
    return sinceMs > (buttonOf(action).settleMs ?? 0) || (action === 'normal' && sinceMs > 5000 && areFresh);
  }
}

/** Begins to count. @param before how many exchanges there have been */
function countFrom(id: number, action: Action | undefined, before: { readonly ours: number; readonly naive: number }) {
  return {
    id,
    action,
    before,
    startedAt: performance.now(),
    /** Whether time still has to pass until everybody has a new token. */
    preparing: false,
    /** Whether the numbers are final, or, for a fault that lasts, old enough to mean something. */
    settled: false,
    /** Of all who use tokenkeep. The slowest is one that was answered. */
    ours: { calls: 0, failed: 0, slowestMs: 0, exchanges: 0 },
    naive: { calls: 0, failed: 0, slowestMs: 0, exchanges: 0 },
  };
}
