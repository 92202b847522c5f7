import type { MockApp, MockServer } from '@tokenkeep/mock-server';
import type { CacheKind } from '../cache/cache-place.ts';
import { actionTitles } from './action-titles.ts';
import type { AdapterMonitor } from './adapter-monitor.ts';
import { Episode } from './episode.ts';
import type { EventLog } from './event-log.ts';
import { failureReason } from './failure-reason.ts';
import { breakIssuer, healIssuer, isFault, type Fault } from './fault.ts';
import type { IssuerLedger } from './issuer-ledger.ts';
import { areOld, renewTokens } from './renew-tokens.ts';
import { burstCalls, lastMinuteMs, sentence, type Measured } from './sentence.ts';
import type { Action, DemoState, Outcome } from './state.ts';
import { letPass, type Traveller } from './time-machine.ts';
import { callsPerSecond, Traffic, type Target } from './traffic.ts';

/** An application, as the demonstration sees it. */
export interface Participant extends Target, Traveller, MockApp {
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
  /** Told in one line what a button could not do. */
  readonly onTrouble: (line: string) => void;
}

/** With this much left every token is due for a refresh, and long from its end. */
const dueMs = 180_000;
const minuteMs = 60_000;
/** A token that replaced a refused one is trusted for 30 s: nobody revokes twice within them but on this page. */
const trustedMs = 31_000;
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

/** Keeps the traffic going, does what the buttons say, and tells what came of it. */
export class Demo {
  readonly #parts: DemoParts;
  readonly #traffic: Traffic;
  #episode: Episode;
  #fault: Fault | undefined;
  #bursting = false;
  #sampling: NodeJS.Timeout | undefined;

  constructor(parts: DemoParts) {
    this.#parts = parts;
    this.#episode = new Episode(0, 'start', { ours: 0, naive: 0 });
    this.#traffic = new Traffic(parts.participants, (target) => {
      const episode = this.#episode;
      return (result) => {
        episode.add(target, result);
        // Asked at once: a moment later the token may be another one.
        if (!result.ok) episode.reason ??= this.#whyFailed(target);
      };
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
    this.#parts.log.chapter(`pressed “${actionTitles[action]}”`);
    this.#begin(this.#episode.id + 1, action);
    this.#do(action).catch((error: unknown) => {
      this.#parts.onTrouble(
        `${actionTitles[action]} failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
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

  async #do(action: Action): Promise<void> {
    const { server, participants, ledger } = this.#parts;
    if (isFault(action) || action === 'normal') {
      healIssuer(server, participants);
      this.#fault = isFault(action) ? action : undefined;
    }
    if (action === 'burst') await this.#burst();
    if (action === 'normal') {
      // What is left of it after a revocation or a hanging issuer can only be restarted.
      await Promise.all(participants.filter(({ naive }) => naive).map(({ restart }) => restart()));
    }
    if (action === 'revoke') {
      letPass(() => trustedMs, this.#parts);
      server.revoke();
      for (const { appId } of participants) ledger.revoke(appId);
    }
    if (action !== 'last-minute' && !isFault(action)) return;
    if (!(await this.#startFromNewTokens())) return;
    letPass((leftMs) => leftMs - (isFault(action) ? dueMs : minuteMs), this.#parts);
    if (isFault(action)) breakIssuer(action, server, participants);
  }

  /** @returns `false` when another button has been pressed meanwhile */
  async #startFromNewTokens(): Promise<boolean> {
    if (!areOld(this.#parts)) return true;
    const episode = this.#episode;
    episode.preparing = true;
    const isCurrent = (): boolean => this.#episode === episode;
    const monitors = this.#parts.participants.map(({ monitor }) => monitor);
    await renewTokens(this.#parts, monitors, isCurrent);
    if (!isCurrent()) return false;
    // What that took is not part of the story.
    this.#begin(episode.id, episode.action);
    return true;
  }

  #begin(id: number, action: Outcome['action']): void {
    const { ledger } = this.#parts;
    this.#episode = new Episode(id, action, { ours: ledger.exchanges(false), naive: ledger.exchanges(true) });
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
    const { id, action, sinceMs, preparing } = episode;
    if (preparing) {
      return { id, action, settled: false, sentence: 'First, time passes until everybody has a new token.' };
    }
    const measured = this.#measure(episode);
    const isWell = action === 'normal' && sinceMs > 5000 && measured.fresh === measured.adapters;
    const isOver = sinceMs > settleMs[action] || isWell;
    if (isOver && !isFault(action)) episode.final ??= sentence({ ...measured, done: true });
    const settled = isOver || episode.final !== undefined;
    return { id, action, settled, sentence: episode.final ?? sentence(measured) };
  }

  #whyFailed(target: string): string | undefined {
    const { ledger, participants } = this.#parts;
    const participant = participants.find(({ name, naive }) => name === target && !naive);
    if (participant?.monitor.state.running !== true) return undefined;
    const leftMs = participant.monitor.state.expiresInMs;
    const revoked = ledger.leftMs(participant.appId) === -Infinity;
    return failureReason({ fault: this.#fault, leftMs, revoked });
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
      reason: episode.reason,
    };
  }
}
