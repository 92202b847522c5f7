import type { CallResult } from './call.ts';
import type { Outcome } from './state.ts';
import { nothing, sum, withCall, type Tally } from './tally.ts';

/** What is counted from one button to the next. Calls belong to the episode in which they were made. */
export class Episode {
  readonly id: number;
  readonly action: Outcome['action'];
  readonly startedAt: number = performance.now();
  /** The exchanges there had been before. */
  readonly before: { readonly ours: number; readonly naive: number };
  readonly #tallies = new Map<string, Tally>();
  /** Whether it has not really begun. */
  preparing = false;
  /** Why the first of the adapters' calls failed that did, if it is known. */
  reason: string | undefined;
  /** Its last sentence; numbers that are final do not move any more. */
  final: string | undefined;

  constructor(id: number, action: Outcome['action'], before: { readonly ours: number; readonly naive: number }) {
    this.id = id;
    this.action = action;
    this.before = before;
  }

  get sinceMs(): number {
    return performance.now() - this.startedAt;
  }

  add(target: string, result: CallResult): void {
    this.#tallies.set(target, withCall(this.tally([target]), result));
  }

  tally(targets: readonly string[]): Tally {
    return sum(targets.map((target) => this.#tallies.get(target) ?? nothing));
  }
}
