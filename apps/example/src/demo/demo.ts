import type { MockApp, MockServer } from '@tokenkeep/mock-server';
import type { CacheKind } from '../cache/cache-place.ts';
import type { HostMessage } from '../messages.ts';
import type { AdapterMonitor } from './adapter-monitor.ts';
import type { EventLog } from './event-log.ts';
import { failureReason } from './failure-reason.ts';
import { breakIssuer, healIssuer, isFault, type Fault } from './fault.ts';
import type { IssuerLedger } from './issuer-ledger.ts';
import { areOld, letPass, renewTokens } from './let-pass.ts';
import { burstCalls, lastMinuteMs, sentence, type Measured } from './sentence.ts';
import { actionTitles, type Action, type DemoState, type Outcome } from './state.ts';
import { nothing, withCall } from './tally.ts';
import { callsPerSecond, Traffic, type Target } from './traffic.ts';

/** An application, as the demonstration sees it. */
export interface Participant extends Target, MockApp {
  readonly naive: boolean;
  readonly monitor: AdapterMonitor;
  tell(message: HostMessage): void;
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
/** After how long the numbers mean something; those of what is quiet, or ends by itself, never. */
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

/** What is counted from one button to the next. Calls belong to where they were made. */
type Count = ReturnType<typeof countFrom>;

function countFrom(id: number, action: Outcome['action'], ledger: IssuerLedger) {
  return {
    id,
    action,
    startedAt: performance.now(),
    before: { ours: ledger.exchanges(false), naive: ledger.exchanges(true) },
    ours: nothing,
    naive: nothing,
    /** Whether it has not really begun. */
    preparing: false,
    /** Why the first of the adapters' calls failed that did, if it is known. */
    reason: undefined as string | undefined,
    /** Its last sentence; numbers that are final do not move any more. */
    final: undefined as string | undefined,
  };
}

/** Keeps the traffic going, does what the buttons say, and tells what came of it. */
export class Demo {
  readonly #parts: DemoParts;
  readonly #traffic: Traffic;
  #count: Count;
  #fault: Fault | undefined;
  #bursting = false;
  #sampling: NodeJS.Timeout | undefined;

  constructor(parts: DemoParts) {
    this.#parts = parts;
    this.#count = { ...countFrom(0, 'start', parts.ledger), before: { ours: 0, naive: 0 } };
    this.#traffic = new Traffic(parts.participants, (target) => {
      const count = this.#count;
      const participant = parts.participants.find(({ name }) => name === target);
      const whose = participant?.naive === true ? 'naive' : 'ours';
      return (result) => {
        count[whose] = withCall(count[whose], result);
        // Asked at once: a moment later the token may be another one.
        if (!result.ok && whose === 'ours') count.reason ??= this.#whyFailed(participant);
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
    const { ledger, log, onTrouble } = this.#parts;
    log.chapter(`pressed “${actionTitles[action]}”`);
    this.#count = countFrom(this.#count.id + 1, action, ledger);
    this.#do(action).catch((error: unknown) =>
      onTrouble(`${actionTitles[action]} failed: ${error instanceof Error ? error.message : String(error)}`),
    );
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
    const count = this.#count;
    count.preparing = true;
    await renewTokens(this.#parts, () => this.#count === count);
    if (this.#count !== count) return false;
    // What that took is not part of the story.
    this.#count = countFrom(count.id, count.action, this.#parts.ledger);
    return true;
  }

  async #burst(): Promise<void> {
    const count = this.#count;
    this.#bursting = true;
    await this.#traffic.burst(burstCalls);
    this.#bursting = false;
    count.final = sentence({ ...this.#measure(count), done: true });
  }

  #outcome(): Outcome {
    const count = this.#count;
    const { id, action } = count;
    if (count.preparing) {
      return { id, action, settled: false, sentence: 'First, time passes until everybody has a new token.' };
    }
    const measured = this.#measure(count);
    const isWell = action === 'normal' && measured.sinceMs > 5000 && measured.fresh === measured.adapters;
    const isOver = measured.sinceMs > settleMs[action] || isWell;
    if (isOver && !isFault(action)) count.final ??= sentence({ ...measured, done: true });
    return { id, action, settled: isOver || count.final !== undefined, sentence: count.final ?? sentence(measured) };
  }

  #whyFailed(participant: Participant | undefined): string | undefined {
    if (participant?.monitor.state.running !== true) return undefined;
    const revoked = this.#parts.ledger.leftMs(participant.appId) === -Infinity;
    return failureReason({ fault: this.#fault, leftMs: participant.monitor.state.expiresInMs, revoked });
  }

  #measure({ action, startedAt, ours, naive, before, reason }: Count): Measured {
    const { ledger, participants, cache } = this.#parts;
    const states = participants.filter((participant) => !participant.naive).map(({ monitor }) => monitor.state);
    return {
      action,
      sinceMs: performance.now() - startedAt,
      done: false,
      ours,
      naive,
      exchanges: ledger.exchanges(false) - before.ours,
      naiveExchanges: ledger.exchanges(true) - before.naive,
      adapters: states.length,
      fresh: states.filter(({ state }) => state === 'fresh').length,
      leftMs: Math.min(...states.map(({ expiresInMs }) => expiresInMs)),
      shared: cache !== 'memory',
      reason,
    };
  }
}
