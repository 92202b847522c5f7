import { inspect } from 'node:util';
import * as fc from 'fast-check';
import {
  createTokenClient,
  memoryCache,
  TokenError,
  type TokenClient,
  type TokenClientOptions,
  type TokenEvent,
  type TokenGrant,
} from '../src/index.ts';
import { drained } from './drained.ts';
import { ScriptedIssuer } from './scripted-issuer.ts';
import { SimulationClock } from './simulation-clock.ts';

const timeoutMs = 10_000;

/** What the issuer does from now on. */
export type Behaviour =
  | 'ok'
  | 'slow'
  | 'very slow'
  | '500'
  | '401'
  | '429'
  | 'reset'
  | 'hang'
  | 'garbage'
  | 'no life'
  | 'a second of life'
  | 'throws a secret';

/** One thing that happens. Milliseconds. */
export type Step =
  | {
      readonly do: 'call';
      /** Which of the two clients, where there are two. Default: the first. */
      readonly by?: 0 | 1;
      readonly minLifetimeMs?: number;
      readonly abortAfterMs?: number;
      readonly times: number;
    }
  | { readonly do: 'pass'; readonly ms: number }
  /** Until the token that is held has this much left. */
  | { readonly do: 'pass to the end'; readonly leftMs: number }
  | { readonly do: 'freeze'; readonly ms: number }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'set the clock'; readonly byMs: number }
  /** To just what it showed at the last call. */
  | { readonly do: 'turn the clock back' }
  | { readonly do: 'issuer'; readonly behaves: Behaviour }
  | { readonly do: 'revoke' }
  | { readonly do: 'invalidate'; readonly which: 'last' | 'first' | 'unknown' };

/** A whole history. */
export interface Schedule {
  readonly lifetimeMs: number;
  readonly rolloverMs: number;
  readonly refreshWindowMs: number;
  /** Two clients share a cache; else there is one, without. */
  readonly cached: boolean;
  readonly steps: readonly Step[];
}

const durations = fc.oneof(
  fc.integer({ min: 0, max: 1100 }),
  fc.integer({ min: 1000, max: 70_000 }),
  fc.integer({ min: 60_000, max: 3_700_000 }),
  fc.constantFrom(999, 1000, 1001, 10_000, 30_000, 3_600_000, 86_399_000, 86_400_000),
);

const calls = fc.record<Step & { do: 'call' }, 'do' | 'times'>(
  {
    do: fc.constant('call'),
    times: fc.constantFrom(1, 1, 2, 20),
    by: fc.constantFrom(0 as const, 1 as const),
    minLifetimeMs: fc.constantFrom(1000, 60_000, 3_600_000),
    abortAfterMs: fc.constantFrom(0, 1, 500, 5000),
  },
  { requiredKeys: ['do', 'times'] },
);

const behaviours = fc.record({
  do: fc.constant('issuer' as const),
  behaves: fc.constantFrom<Behaviour>(
    'ok',
    'ok',
    'ok',
    'slow',
    'very slow',
    '500',
    '401',
    '429',
    'reset',
    'hang',
    'garbage',
    'no life',
    'a second of life',
    'throws a secret',
  ),
});

const common: fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant('call' as const), times: fc.constant(1), by: fc.constantFrom(0 as const, 1 as const) }),
  calls,
  fc.record({ do: fc.constant('pass' as const), ms: durations }),
  fc.record({
    do: fc.constant('pass to the end' as const),
    leftMs: fc.constantFrom(300_000, 225_000, 31_000, 20_000, 10_000, 5000, 1500, 900, 300, 50, 1, 0),
  }),
  behaviours,
  fc.constant({ do: 'revoke' as const }),
  fc.record({
    do: fc.constant('invalidate' as const),
    which: fc.constantFrom('last' as const, 'first' as const, 'unknown' as const),
  }),
];

// A sleep that a set-back of the wall clock then hides is beyond anybody's knowledge, so a history has one or the other.
const sleeps: fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant('sleep' as const), ms: durations }),
  fc.record({ do: fc.constant('set the clock' as const), byMs: durations }),
];
const settings: fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant('freeze' as const), ms: durations }),
  fc.record({ do: fc.constant('set the clock' as const), byMs: durations }),
  fc.record({ do: fc.constant('set the clock' as const), byMs: durations.map((ms) => -ms) }),
  fc.constant({ do: 'turn the clock back' as const }),
];

/** Histories of anything that may happen to a client. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  lifetimeMs: fc.constantFrom(1000, 5000, 60_000, 3_600_000, 86_400_000),
  rolloverMs: fc.constantFrom(0, 0, 1000, 60_000, Infinity),
  refreshWindowMs: fc.constantFrom(300_000, 300_000, 10_000, 0),
  cached: fc.boolean(),
  steps: fc.oneof(
    fc.array(fc.oneof(...common, ...sleeps), { minLength: 4, maxLength: 40 }),
    fc.array(fc.oneof(...common, ...settings), { minLength: 4, maxLength: 40 }),
  ),
});

/** Lives through a history and reports every promise that was broken, as sentences. */
export class RandomWorld {
  readonly broken: string[] = [];
  readonly #clock = new SimulationClock();
  readonly #events: TokenEvent[] = [];
  readonly #errors: unknown[] = [];
  readonly #tokens: string[] = [];
  readonly #issuer: ScriptedIssuer;
  readonly #clients: readonly TokenClient[];
  readonly #schedule: Schedule;
  #sleptMs = 0;
  #behaves: Behaviour = 'ok';
  /** The API will have none of the token that is held, so there is little to lose. */
  #refused = false;
  #open = 0;
  #freezes = 0;
  #calledAt = 0;
  /** The last token that came, which every client can find where there is a cache. */
  #published: { readonly at: number; readonly endsAt: number; readonly disturbances: string } | undefined;
  readonly #aborts = new Set<() => void>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    const { lifetimeMs, rolloverMs, refreshWindowMs, cached } = schedule;
    this.#issuer = new ScriptedIssuer({
      clock: { monotonic: () => this.#trueNow, setTimer: (...args) => this.#clock.setTimer(...args) },
      lifetimeMs,
      rolloverMs,
    });
    this.#issuer.secret = 'canary-secret';
    this.#issuer.script = () => this.#answer();
    const cache = cached ? memoryCache({ clock: this.#clock }) : undefined;
    const options: TokenClientOptions = {
      issuer: this.#issuer,
      cache,
      clock: this.#clock,
      refreshWindowMs,
      onEvent: (event) => {
        this.#events.push(event);
        if (event.type === 'exchange-failed' || event.type === 'exchanged' || event.type === 'given-up') this.#abort();
        if (event.type === 'exchanged' && event.lifetimeMs > 0) {
          this.#refused = false;
          const at = this.#clock.monotonic();
          this.#published = { at, endsAt: at + event.lifetimeMs, disturbances: this.#disturbances };
        }
        if (event.type === 'invalidated' && !event.ignored) this.#refused = true;
      },
    };
    // A token that another client finds under a clock that was set back is of an age that nobody can know.
    const setBack = schedule.steps.some(
      (step) => step.do === 'turn the clock back' || (step.do === 'set the clock' && step.byMs < 0),
    );
    this.#clients = Array.from({ length: cached && !setBack ? 2 : 1 }, () => createTokenClient(options));
  }

  get #answers(): number {
    return this.#events.filter(({ type }) => type === 'exchanged').length;
  }

  get #trueNow(): number {
    return this.#clock.monotonic() + this.#sleptMs;
  }

  async live(): Promise<readonly string[]> {
    const unhandled: unknown[] = [];
    const hear = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', hear);
    for (const step of this.#schedule.steps) await this.#happen(step);
    // A timer counts whole milliseconds.
    await this.#clock.pass(timeoutMs + 1);
    if (this.#open > 0) this.broken.push(`${this.#open} calls never ended`);
    this.#behaves = 'ok';
    await Promise.all(this.#clients.map((client) => client.close()));
    await drained();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    if (unhandled.length > 0) this.broken.push(`unhandled: ${inspect(unhandled)}`);
    const shown = inspect([this.#events, this.#errors, this.#clients, await this.#issuer.prepare()], {
      depth: Infinity,
      showHidden: true,
    });
    if (/canary/.test(shown)) this.broken.push('a secret or token is shown');
    // A second attempt beside one that says nothing; and, sharing, one beside a holder that is slow or was frozen.
    if (this.#issuer.mostUnderWay > (this.#schedule.cached ? 4 : 2))
      this.broken.push(`${this.#issuer.mostUnderWay} exchanges at once`);
    this.#countExchanges();
    return this.broken;
  }

  async #happen(step: Step): Promise<void> {
    switch (step.do) {
      case 'call':
        for (let n = 0; n < step.times; n += 1) this.#call(step);
        await drained();
        return;
      case 'pass':
        return this.#clock.pass(step.ms);
      case 'pass to the end': {
        const { expiresAt = this.#clock.now() } = this.#first.status();
        return this.#clock.pass(Math.max(0, expiresAt - this.#clock.now() - step.leftMs));
      }
      case 'freeze':
        this.#freezes += 1;
        this.#clock.tick(step.ms);
        return drained();
      case 'sleep':
        this.#sleptMs += step.ms;
        this.#clock.jump(step.ms);
        return;
      case 'set the clock':
        this.#clock.jump(step.byMs);
        return;
      case 'turn the clock back':
        this.#clock.jump(Math.min(0, this.#calledAt - this.#clock.now()));
        return;
      case 'issuer':
        this.#behaves = step.behaves;
        return;
      case 'revoke':
        this.#issuer.revoke();
        return;
      case 'invalidate': {
        const which = { last: this.#tokens.at(-1), first: this.#tokens[0], unknown: 'canary-unknown' }[step.which];
        if (which !== undefined) await this.#first.invalidate(which);
      }
    }
  }

  get #first(): TokenClient {
    const [first] = this.#clients;
    if (first === undefined) throw new Error('There is always one.');
    return first;
  }

  #call({ by = 0, minLifetimeMs, abortAfterMs }: Step & { readonly do: 'call' }): void {
    const at = this.#clock.monotonic();
    this.#calledAt = this.#clock.now();
    const client = this.#clients[by] ?? this.#first;
    const { expiresAt = Number.NaN } = client.status();
    const lives = !this.#refused && expiresAt - this.#clock.now() > (minLifetimeMs ?? 0);
    const controller = new AbortController();
    const timer =
      abortAfterMs === undefined ? undefined : this.#clock.setTimer(() => controller.abort('mine'), abortAfterMs);
    const plain = minLifetimeMs === undefined && abortAfterMs === undefined;
    const signal = abortAfterMs === undefined ? undefined : controller.signal;
    this.#open += 1;
    const heard = this.#answers;
    const disturbances = this.#disturbances;
    void (async () => {
      try {
        const token = await client.getToken(plain ? undefined : { minLifetimeMs, signal });
        this.#tokens.push(token.accessToken);
        const overdueMs = this.#trueNow - this.#issuer.endOf(token.accessToken);
        if (!(overdueMs < 0)) this.broken.push(`a token was served ${overdueMs} ms after its end`);
      } catch (error) {
        this.#errors.push(error);
        const aborted = error === 'mine' && controller.signal.aborted;
        if (!aborted && !TokenError.isInstance(error)) this.broken.push(`rejected with ${inspect(error)}`);
        // Somebody may have set the clock, or stopped the machine, past the token's end while the call waited.
        const undisturbed = disturbances === this.#disturbances;
        // The issuer's latest word counts, even when it gives less than there was.
        const answered = TokenError.isInstance(error) && error.code === 'ERR_TOKEN_LIFETIME' && heard < this.#answers;
        if (this.#hides(at, minLifetimeMs ?? 0) && !aborted && !answered)
          this.broken.push(`a live token was hidden: ${inspect(error)}`);
        if (lives && undisturbed && !aborted && !answered) this.broken.push(`a live token was lost: ${inspect(error)}`);
      } finally {
        timer?.cancel();
        this.#open -= 1;
        const tookMs = this.#clock.monotonic() - at;
        if (!(tookMs <= timeoutMs + 1) && this.#freezes === 0) this.broken.push(`a call took ${tookMs} ms`);
      }
    })();
  }

  /** Ends the exchanges under way, as the platform does at the deadline, and for the second to answer. */
  #abort(): void {
    for (const abort of this.#aborts) abort();
    this.#aborts.clear();
  }

  /** Whether a token that was there to be found a second before a call lives on as this one fails. */
  #hides(calledAt: number, leastMs: number): boolean {
    if (!this.#schedule.cached || this.#refused || this.#published === undefined) return false;
    const { at, endsAt, disturbances } = this.#published;
    const leftMs = endsAt - this.#clock.monotonic() - 2000;
    return disturbances === this.#disturbances && calledAt > at + 1000 && leftMs > leastMs;
  }

  get #disturbances(): string {
    return [this.#sleptMs, this.#freezes, this.#clock.now() - this.#clock.monotonic()].join();
  }

  #answer(): Promise<TokenGrant> | undefined {
    const after = async <T>(ms: number, then: () => T | Promise<T>): Promise<T> => {
      await new Promise<void>((resolve, reject) => {
        this.#aborts.add(() => reject(new TypeError('aborted')));
        this.#clock.setTimer(resolve, ms);
      });
      return then();
    };
    const fail = async (error: Error): Promise<never> => {
      throw error;
    };
    const grant = (): TokenGrant => this.#issuer.grant();
    switch (this.#behaves) {
      case 'ok':
        return Promise.resolve(grant());
      case 'slow':
        return after(50, grant);
      case 'very slow':
        return after(4500, grant).then((granted) => after(4500, () => granted));
      case '500':
        return fail(new TokenError('failed', { code: 'ERR_TOKEN_SERVER', status: 500 }));
      case '401':
        return fail(new TokenError('refused', { code: 'ERR_TOKEN_CREDENTIALS', status: 401 }));
      case '429':
        return fail(new TokenError('slower', { code: 'ERR_TOKEN_RATE_LIMITED', status: 429, retryAfterMs: 5000 }));
      case 'reset':
        return fail(new TypeError('fetch failed'));
      case 'throws a secret':
        return fail(new Error(`cannot send ${this.#issuer.secret}`));
      case 'hang':
        return after(Infinity, grant);
      case 'garbage':
        return Promise.resolve({ accessToken: 'canary\r\nheader: injected', expiresInMs: 60_000 });
      case 'no life':
        return Promise.resolve({ ...grant(), expiresInMs: 0 });
      case 'a second of life':
        return Promise.resolve({ ...grant(), expiresInMs: Math.min(1000, grant().expiresInMs) });
    }
  }

  /** The most that any history needs: a flight with two retries, a token that dies or is refused, other least lives. */
  #countExchanges(): void {
    const at = this.#issuer.startedAt;
    for (const [index, start] of at.entries()) {
      const within = at.slice(index).filter((later) => later - start < 1000).length;
      if (within > 8) this.broken.push(`${within} exchanges within a second`);
    }
  }
}
