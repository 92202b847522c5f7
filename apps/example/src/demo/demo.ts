import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { MockServer } from '@tokenkeep/mock-server';
import type { Application } from '../application.ts';
import { buttons, type Action } from './buttons.ts';
import type { IssuerLedger } from './issuer-ledger.ts';

/** What came of the last button: what became of the calls since, and how many exchanges the token server counted. */
export type Outcome = ReturnType<typeof newOutcome>;

const dayMs = 24 * 3_600_000;
/** Longer than any pause that core makes after a failure, and than a token that replaced a refused one is trusted. */
const pauseMs = 31_000;
/** Who has no new token by then gets none. */
const patienceMs = 35_000;
/** Who is slow is called less, so that a slow machine gets no slower. */
const mostUnderWay = 8;
/** 250 calls of each, which wait for the machine, not for tokens alone. */
const burst = { atOnce: 50, rounds: 5, limitMs: 60_000 };

/** Keeps the traffic going, does what the buttons say, and counts what came of it. */
export class Demo {
  readonly #server: MockServer;
  readonly #apps: readonly Application[];
  readonly #ledger: IssuerLedger;
  #fault: Action | undefined;
  #outcome = newOutcome(0);

  constructor(server: MockServer, apps: readonly Application[], ledger: IssuerLedger) {
    this.#server = server;
    this.#apps = apps;
    this.#ledger = ledger;
    for (const { appId } of server.exchanges()) this.exchanged(appId);
  }

  /** A light, steady traffic to all of them, but during a burst. */
  tick(count: number): void {
    if (this.#isBursting) return;
    for (const app of this.#apps) {
      const isReady = app.url !== undefined && app.underWay < mostUnderWay;
      if (isReady && count % app.spec.everyTicks === 0) void this.#call(app);
    }
  }

  /** Does what a button says, and waits until its numbers mean something. A burst during a burst is none. */
  async act(action: Action): Promise<void> {
    const { leftMs, fault, settleMs = 0 } = buttons[action];
    if (action === 'burst' && this.#isBursting) return;
    const outcome = newOutcome(this.#outcome.id + 1, action);
    this.#outcome = outcome;
    if (action === 'burst') await this.#burst();
    if (action === 'revoke') {
      this.#advance(pauseMs);
      this.#server.revoke();
      this.#ledger.revokeAll();
    }
    if (action === 'normal' || leftMs !== undefined) {
      this.#fault = undefined;
      this.#server.clearFaults('token');
    }
    if (action === 'normal') await this.#apps.find(({ spec }) => spec.file === 'naive')?.restart();
    if (leftMs !== undefined) await this.#age(outcome, leftMs);
    if (fault !== undefined && outcome === this.#outcome) {
      this.#fault = action;
      this.#server.fault({ route: 'token', times: Infinity, fault });
    }
    await until(() => false, settleMs);
    const adapters = this.#apps.filter(({ spec }) => spec.cache === undefined);
    if (action === 'normal') await until(() => adapters.every(({ state }) => state.state === 'fresh'), patienceMs);
    outcome.settled = true;
  }

  /** Counts an exchange that the token server has seen. */
  exchanged(appId: string | undefined): void {
    if (!this.#isFinal(this.#outcome)) this.#outcome[whose(appId)].exchanges += 1;
  }

  state() {
    return { fault: this.#fault, bursting: this.#isBursting, outcome: this.#outcome };
  }

  /** Calls belong to where they were made, and final numbers do not move any more. */
  async #call(app: Application, limitMs?: number): Promise<void> {
    const outcome = this.#outcome;
    const tally = outcome[whose(app.credentials.appId)];
    const { ok, ms } = await app.call(randomUUID(), limitMs);
    if (this.#isFinal(outcome)) return;
    tally.calls += 1;
    if (ok) tally.slowestMs = Math.max(tally.slowestMs, ms);
    else tally.failed += 1;
  }

  async #burst(): Promise<void> {
    const work = async (app: Application): Promise<void> => {
      for (let round = 0; round < burst.rounds; round += 1) await this.#call(app, burst.limitMs);
    };
    const apps = this.#apps.filter(({ spec }) => spec.file !== 'command-line');
    await Promise.all(apps.flatMap((app) => Array.from({ length: burst.atOnce }, () => work(app))));
  }

  /** Lets all tokens come to their end, so that all get new ones, and these until they have so much left. */
  async #age(outcome: Outcome, leftMs: number): Promise<void> {
    outcome.preparing = true;
    this.#advance(dayMs + pauseMs);
    const areNew = (): boolean => this.#apps.every(({ state }) => state.expiresInMs > dayMs / 2);
    await until(() => outcome !== this.#outcome || areNew(), patienceMs);
    if (outcome !== this.#outcome) return;
    // What that took is not part of the story.
    Object.assign(outcome, newOutcome(outcome.id, outcome.action));
    this.#advance(Math.min(...this.#ledger.apps.map((app) => app.leftMs ?? Infinity)) - leftMs);
  }

  /** Lets so much time pass for everybody. */
  #advance(ms: number): void {
    this.#ledger.aheadMs += ms;
    for (const app of this.#apps) app.tell({ type: 'advance', ms });
  }

  get #isBursting(): boolean {
    return this.#outcome.action === 'burst' && !this.#outcome.settled;
  }

  #isFinal({ settled }: Outcome): boolean {
    return settled && this.#fault === undefined;
  }
}

function newOutcome(id: number, action?: Action) {
  return {
    id,
    action,
    /** Whether time still has to pass until everybody has a new token. */
    preparing: false,
    /** Whether the numbers are final, or, for a fault that lasts, old enough to mean something. */
    settled: false,
    /** Of all who use tokenkeep. The slowest is one that was answered. */
    ours: { calls: 0, failed: 0, slowestMs: 0, exchanges: 0 },
    naive: { calls: 0, failed: 0, slowestMs: 0, exchanges: 0 },
  };
}

function whose(appId: string | undefined): 'ours' | 'naive' {
  return appId === 'naive' ? 'naive' : 'ours';
}

/** Waits until something is so, for so long at most. Keeps no process alive. */
async function until(isSo: () => boolean, limitMs: number): Promise<void> {
  for (const end = performance.now() + limitMs; performance.now() < end && !isSo();) {
    await setTimeout(100, undefined, { ref: false });
  }
}
