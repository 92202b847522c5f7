import { randomUUID } from 'node:crypto';
import type { MockServer } from '@tokenkeep/mock-server';
import type { CacheKind } from '../cache/cache-place.ts';
import type { AdapterMonitor } from './adapter-monitor.ts';
import { Episode } from './episode.ts';
import type { EventLog } from './event-log.ts';
import type { IssuerLedger } from './issuer-ledger.ts';
import { actionTitles } from './action-titles.ts';
import { burstCalls, lastMinuteMs, sentence, type Measured } from './sentence.ts';
import type { Action, DemoState, Outcome } from './state.ts';
import { travelTo, type Traveller } from './time-machine.ts';
import { callsPerSecond, Traffic, type Target } from './traffic.ts';

/** An application, as the demonstration sees it. */
export interface Participant extends Target, Traveller {
  readonly appSecret: string;
  readonly naive: boolean;
  readonly monitor: AdapterMonitor;
  restart(): Promise<void>;
}

/** What a {@link Demo} is made of. */
export interface DemoParts {
  readonly server: MockServer;
  readonly ledger: IssuerLedger;
  readonly log: EventLog;
  readonly cache: CacheKind;
  readonly participants: readonly Participant[];
}

/** With this much left every token is due for a refresh, and long from its end. */
const dueMs = 180_000;
const slowMs = 3000;
const settleMs: Readonly<Record<Outcome['action'], number>> = {
  start: Infinity,
  burst: Infinity,
  'last-minute': lastMinuteMs,
  revoke: 5000,
  down: 6000,
  slow: 6000,
  hanging: 6000,
  'wrong-credentials': 6000,
  normal: 40_000,
};
const faults: ReadonlySet<Outcome['action']> = new Set(['down', 'slow', 'hanging', 'wrong-credentials']);

/** Keeps the traffic going, does what the buttons say, and tells what came of it. */
export class Demo {
  readonly #parts: DemoParts;
  readonly #traffic: Traffic;
  #episode: Episode;
  #fault: Action | undefined;
  #bursting = false;
  #sampling: NodeJS.Timeout | undefined;

  constructor(parts: DemoParts) {
    this.#parts = parts;
    this.#episode = new Episode(0, 'start', { ours: 0, naive: 0 });
    this.#traffic = new Traffic(parts.participants, (target) => {
      const episode = this.#episode;
      return (result) => episode.add(target, result);
    });
  }

  start(): void {
    const { ledger } = this.#parts;
    ledger.sample();
    this.#sampling = setInterval(() => ledger.sample(), 1000).unref();
    this.#traffic.start();
  }

  stop(): void {
    clearInterval(this.#sampling);
    this.#traffic.stop();
  }

  /** Does what a button says. A burst during a burst is none. */
  act(action: Action): void {
    if (action === 'burst' && this.#bursting) return;
    const { log, ledger } = this.#parts;
    log.chapter(`pressed “${actionTitles[action]}”`);
    const before = { ours: ledger.exchanges(false), naive: ledger.exchanges(true) };
    this.#episode = new Episode(this.#episode.id + 1, action, before);
    this.#do(action);
  }

  get state(): DemoState {
    const { participants, ledger, log, cache } = this.#parts;
    return {
      at: Date.now(),
      cache,
      callsPerSecond,
      fault: this.#fault,
      bursting: this.#bursting,
      outcome: this.#outcome(),
      adapters: participants.map(({ monitor }) => monitor.state),
      issuer: ledger.apps,
      samples: ledger.samples,
      events: log.entries,
    };
  }

  #do(action: Action): void {
    const { server, participants, ledger } = this.#parts;
    const travel = (leftMs: number): void => travelTo(leftMs, { server, ledger, travellers: participants });
    if (faults.has(action) || action === 'normal') this.#heal();
    if (faults.has(action)) {
      this.#fault = action;
      travel(dueMs);
    }
    switch (action) {
      case 'burst':
        return void this.#burst();
      case 'last-minute':
        return travel(60_000);
      case 'revoke':
        server.revoke();
        for (const { appId } of participants) ledger.revoke(appId);
        return;
      case 'down':
        return server.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 503 } });
      case 'slow':
        return server.fault({ route: 'token', times: Infinity, fault: { kind: 'delay', ms: slowMs } });
      case 'hanging':
        return server.fault({ route: 'token', times: Infinity, fault: { kind: 'hang' } });
      case 'wrong-credentials':
        for (const { appId } of participants) server.setCredentials(appId, randomUUID());
        return;
      case 'normal':
        // What is left of it after a revocation or a hanging issuer can only be restarted.
        for (const { naive, restart } of participants) if (naive) void restart();
    }
  }

  #heal(): void {
    const { server, participants } = this.#parts;
    this.#fault = undefined;
    server.clearFaults('token');
    for (const { appId, appSecret } of participants) server.setCredentials(appId, appSecret);
  }

  async #burst(): Promise<void> {
    const episode = this.#episode;
    this.#bursting = true;
    await this.#traffic.burst(burstCalls);
    this.#bursting = false;
    episode.final = sentence({ ...this.#measure(episode), done: true });
  }

  #outcome(): Outcome {
    const episode = this.#episode;
    const { id, action, sinceMs } = episode;
    const measured = this.#measure(episode);
    const over =
      sinceMs > settleMs[action] || (action === 'normal' && sinceMs > 5000 && measured.fresh === measured.adapters);
    if (over && !faults.has(action)) episode.final ??= sentence({ ...measured, done: true });
    return {
      id,
      action,
      settled: over || episode.final !== undefined,
      sentence: episode.final ?? sentence(measured),
    };
  }

  #measure(episode: Episode): Measured {
    const { ledger, participants, cache } = this.#parts;
    const ours = participants.filter(({ naive }) => !naive);
    const theirs = participants.filter(({ naive }) => naive);
    const states = ours.map(({ monitor }) => monitor.state);
    return {
      action: episode.action,
      sinceMs: episode.sinceMs,
      done: false,
      ours: episode.tally(ours.map(({ name }) => name)),
      naive: episode.tally(theirs.map(({ name }) => name)),
      exchanges: ledger.exchanges(false) - episode.before.ours,
      naiveExchanges: ledger.exchanges(true) - episode.before.naive,
      adapters: ours.length,
      fresh: states.filter(({ state }) => state === 'fresh').length,
      leftMs: Math.min(...states.map(({ expiresInMs }) => expiresInMs)),
      shared: cache !== 'memory',
    };
  }
}
