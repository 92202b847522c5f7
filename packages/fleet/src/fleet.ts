import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What every process of the fleet is to do: make a client over the cache that they share, and get one token. */
export interface FleetOrder {
  readonly credentials: { readonly appId: string; readonly appSecret: string; readonly baseUrl: string };
  /** Where the cache is: a folder, or a URL. Without one, each has its own. */
  readonly cache?: string;
  readonly timeoutMs: number;
}

/** What a process tells, a line of JSON each: `ready` first, then what came of each order, which it reads likewise. */
export type FleetReport =
  | { readonly type: 'ready' | 'exchanging' }
  | { readonly type: 'served'; readonly accessToken: string; readonly waits: readonly string[] }
  | { readonly type: 'failed'; readonly message: string; readonly waits: readonly string[] };

interface Member {
  readonly child: ChildProcess;
  readonly reports: FleetReport[];
}

/** What came of an order. */
export interface FleetOutcome {
  /** The tokens of those who were served, one each. */
  readonly tokens: readonly string[];
  readonly failures: readonly string[];
  /** How many heard of somebody else's exchange, took over, or gave up; and what the cache could not do. */
  readonly waits: Readonly<Record<string, number>>;
}

/** Many Node processes, started once and ordered about. `await using` ends them. */
export class Fleet implements AsyncDisposable {
  readonly #members: readonly Member[];
  #exchanging: (child: ChildProcess) => void = () => undefined;
  #changed: () => void = () => undefined;

  private constructor(member: URL, size: number) {
    this.#members = Array.from({ length: size }, () => this.#spawn(fileURLToPath(member)));
  }

  /** Processes that are only just being started, with everything still to be loaded. @param member the script they run */
  static cold(member: URL, size: number): Fleet {
    return new Fleet(member, size);
  }

  /** Resolves once all of them wait for orders. @param member the script they run */
  static async start(member: URL, size: number): Promise<Fleet> {
    const fleet = new Fleet(member, size);
    const members = fleet.#members;
    await fleet.#until(() => members.every(({ child, reports }) => isGone(child) || reports.length > 0));
    if (fleet.size === size) return fleet;
    await fleet[Symbol.asyncDispose]();
    throw new Error('A process of the fleet did not start.');
  }

  /** How many are still there. */
  get size(): number {
    return this.#living.length;
  }

  /**
   * Gives the order to all at once; resolves when all who live and run have answered.
   *
   * @param exchanging called with a process in the middle of its exchange
   */
  async order(order: FleetOrder, exchanging: (child: ChildProcess) => void = () => undefined): Promise<FleetOutcome> {
    this.#exchanging = exchanging;
    const ordered = this.#living;
    for (const { reports } of ordered) reports.length = 0;
    for (const { child } of ordered) child.stdin?.write(`${JSON.stringify(order)}\n`);
    await this.#until(() =>
      ordered.every(({ child, reports }) => isGone(child) || stopped.has(child) || reports.some(isAnswer)),
    );
    const answers = ordered.flatMap(({ reports }) => reports.filter(isAnswer));
    return {
      tokens: answers.flatMap((answer) => (answer.type === 'served' ? [answer.accessToken] : [])),
      failures: answers.flatMap((answer) => (answer.type === 'failed' ? [answer.message] : [])),
      waits: count(answers.flatMap(({ waits }) => waits)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#living.map(async ({ child }) => {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }),
    );
  }

  get #living(): readonly Member[] {
    return this.#members.filter(({ child }) => !isGone(child));
  }

  #spawn(member: string): Member {
    const child = spawn(process.execPath, [member], { stdio: ['pipe', 'pipe', 'inherit'] });
    const reports: FleetReport[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      // Reports are written by members alone.
      const report: FleetReport = JSON.parse(line);
      reports.push(report);
      if (report.type === 'exchanging') this.#exchanging(child);
      this.#changed();
    });
    child.on('exit', () => this.#changed());
    return { child, reports };
  }

  async #until(holds: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#changed = () => {
        if (holds()) resolve();
      };
      this.#changed();
    });
  }
}

const stopped = new WeakSet<ChildProcess>();

/** Stops a process for good, alive, as a debugger or a frozen container does. It is not waited for. */
export function stop(child: ChildProcess): void {
  stopped.add(child);
  child.kill('SIGSTOP');
}

/** Resolves once this many exchanges have reached the server: whoever made the last is in the middle of it. */
export async function exchangesReach(
  server: { counters(): { readonly exchanges: number } },
  count: number,
): Promise<void> {
  while (server.counters().exchanges < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function isAnswer(report: FleetReport): report is Extract<FleetReport, { readonly waits: unknown }> {
  return report.type === 'served' || report.type === 'failed';
}

function count(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
