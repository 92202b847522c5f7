import { inspect } from 'node:util';
import { createTokenClient, memoryCache, TokenError, type TokenClient, type TokenEvent } from '../src/index.ts';
import { drained } from './drained.ts';
import { setsClockBack, type Schedule, type Step } from './schedules.ts';
import { SimulationClock } from './simulation-clock.ts';
import { WaywardIssuer } from './wayward-issuer.ts';

const timeoutMs = 10_000;

/** Lives through a history and reports every promise that was broken, as sentences. */
export class RandomWorld {
  readonly broken: string[] = [];
  readonly #clock = new SimulationClock();
  readonly #events: TokenEvent[] = [];
  readonly #errors: unknown[] = [];
  readonly #tokens: string[] = [];
  readonly #issuer: WaywardIssuer;
  readonly #clients: readonly TokenClient[];
  readonly #schedule: Schedule;
  #sleptMs = 0;
  /** The API will have none of the token that is held, so there is little to lose. */
  #refused = false;
  #open = 0;
  #freezes = 0;
  #calledAt = 0;
  /** The last token that came, which every client can find where there is a cache. */
  #published: { readonly at: number; readonly endsAt: number; readonly disturbances: string } | undefined;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    const { lifetimeMs, rolloverMs, refreshWindowMs, cached } = schedule;
    this.#issuer = new WaywardIssuer({
      clock: { monotonic: () => this.#trueNow, setTimer: (...args) => this.#clock.setTimer(...args) },
      lifetimeMs,
      rolloverMs,
    });
    const cache = cached ? memoryCache({ clock: this.#clock }) : undefined;
    const onEvent = (event: TokenEvent): void => {
      this.#events.push(event);
      // As the platform does at the deadline, and for the second to answer.
      if (['exchange-failed', 'exchanged', 'given-up'].includes(event.type)) this.#issuer.abort();
      if (event.type === 'exchanged' && event.lifetimeMs > 0) {
        this.#refused = false;
        const at = this.#clock.monotonic();
        this.#published = { at, endsAt: at + event.lifetimeMs, disturbances: this.#disturbances };
      }
      if (event.type === 'invalidated' && !event.ignored) this.#refused = true;
    };
    // A token that another client finds under a clock that was set back is of an age that nobody can know.
    const count = cached && !setsClockBack(schedule) ? 2 : 1;
    this.#clients = Array.from({ length: count }, () =>
      createTokenClient({ issuer: this.#issuer, cache, clock: this.#clock, refreshWindowMs, onEvent }),
    );
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
    this.#issuer.behaves = 'ok';
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
        this.#issuer.behaves = step.behaves;
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

  /** The most that any history needs: a flight with two retries, a token that dies or is refused, other least lives. */
  #countExchanges(): void {
    const at = this.#issuer.startedAt;
    for (const [index, start] of at.entries()) {
      const within = at.slice(index).filter((later) => later - start < 1000).length;
      if (within > 8) this.broken.push(`${within} exchanges within a second`);
    }
  }
}
