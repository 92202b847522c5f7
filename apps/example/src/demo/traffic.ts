import { call, type CallResult } from './call.ts';

/** An application that is called. */
export interface Target {
  readonly name: string;
  /** Where its conversations are; `undefined` while it is not running. */
  readonly url: string | undefined;
  /** How long a call may take, milliseconds; longer than the application's own limit if it has one. */
  readonly limitMs?: number;
}

/** Told of each call when it is made; what it returns is told the result. */
export type CallCounter = (target: string) => (result: CallResult) => void;

/** Calls per second and target. */
export const callsPerSecond = 4;
const mostUnderWay = 8;
const burstUnderWay = 50;
/** In a burst calls wait for the machine, not for tokens alone. */
const burstLimitMs = 60_000;

/** A light, steady traffic to all targets, and bursts. */
export class Traffic {
  readonly #targets: readonly Target[];
  readonly #count: CallCounter;
  readonly #underWay = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #id = 0;

  constructor(targets: readonly Target[], count: CallCounter) {
    this.#targets = targets;
    this.#count = count;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#beat(), 1000 / callsPerSecond).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** So many calls to each target, as fast as they are answered, in place of the steady traffic. */
  async burst(calls: number): Promise<void> {
    this.stop();
    const work = this.#targets.map(async ({ name, url }) => {
      if (url === undefined) return;
      let left = calls;
      const worker = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await this.#call(name, url, burstLimitMs);
        }
      };
      await Promise.all(Array.from({ length: burstUnderWay }, worker));
    });
    await Promise.all(work);
    this.start();
  }

  #beat(): void {
    for (const target of this.#targets) void this.#callOnce(target);
  }

  async #callOnce({ name, url, limitMs }: Target): Promise<void> {
    const underWay = this.#underWay.get(name) ?? 0;
    // A target that hangs must not fill the memory.
    if (url === undefined || underWay >= mostUnderWay) return;
    this.#underWay.set(name, underWay + 1);
    await this.#call(name, url, limitMs);
    this.#underWay.set(name, (this.#underWay.get(name) ?? 1) - 1);
  }

  async #call(name: string, url: string, limitMs: number | undefined): Promise<void> {
    this.#id += 1;
    const done = this.#count(name);
    done(await call(url, String(this.#id), limitMs));
  }
}
