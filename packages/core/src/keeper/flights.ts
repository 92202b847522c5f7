import { Deadline, GivenUp } from '../concurrency/deadline.ts';
import type { RunningTime } from '../concurrency/running-time.ts';
import { SingleFlight } from '../concurrency/single-flight.ts';
import type { TokenErrorCode } from '../errors/meaning.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import { bringToken, type BringingParts, type TokenPlace } from './bring-token.ts';
import { FlightReport } from './flight-report.ts';
import { firstSecondMs } from './serving-decision.ts';
import { timeoutError } from './waiting-error.ts';

/** The parts of {@link Flights}. */
export interface FlightsParts extends BringingParts {
  /** The limit for one flight, in milliseconds. */
  readonly timeoutMs: number;
  readonly running: RunningTime;
  readonly onEvent: TokenEventListener;
  /** Named in errors; read at each use. */
  readonly origin: () => string;
}

interface Flight {
  readonly deadline: Deadline;
  readonly report: FlightReport;
  /** Rejects all who wait at once, without waiting until a lock is released. */
  readonly stop: (reason: unknown) => void;
}

/** The flights of a client: one at a time, at least a second apart, each with a deadline. Knows how the last one ended. */
export class Flights {
  readonly #parts: FlightsParts;
  readonly #place: TokenPlace;
  readonly #single = new SingleFlight<void>();
  #current: Flight | undefined;
  #notBefore = -Infinity;
  #askedMs = -Infinity;
  #error: unknown;
  #lastError: { readonly code: TokenErrorCode; readonly at: number } | undefined;

  constructor(parts: FlightsParts, place: TokenPlace) {
    this.#parts = parts;
    this.#place = place;
  }

  /** Whether one is under way. */
  get busy(): boolean {
    return this.#single.busy;
  }

  /** Milliseconds until the next one may start in the background; 0 or less: now. */
  get spacingMs(): number {
    return this.#notBefore - this.#parts.running.clock.monotonic();
  }

  /** The remaining life that the last one was asked for, in milliseconds; `-Infinity` if it failed. */
  get askedMs(): number {
    return this.#askedMs;
  }

  /** The report of the flight under way. */
  get report(): FlightReport | undefined {
    return this.#current?.report;
  }

  /** The error of the last one; `undefined` after a success. */
  get lastError(): { readonly code: TokenErrorCode; readonly at: number } | undefined {
    return this.#lastError;
  }

  /** The API refused the token: the next flight may start at once. */
  hurry(): void {
    this.#notBefore = -Infinity;
  }

  /** Ends the one under way. */
  stop(reason: unknown): void {
    this.#current?.stop(reason);
    this.#current?.deadline.abort(reason);
  }

  /** Joins the one under way, or starts one. */
  fly(minLifetimeMs: number): Promise<void> {
    return this.#single.run(async () => {
      const { running, timeoutMs, origin, onEvent } = this.#parts;
      const deadline = new Deadline(running, timeoutMs, () => timeoutError(timeoutMs, origin));
      const report = new FlightReport(running.clock, onEvent);
      const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
      this.#current = { deadline, report, stop };
      const spacingMs = this.#tinySpacingMs();
      this.#notBefore = running.clock.monotonic() + firstSecondMs;
      this.#askedMs = minLifetimeMs;
      try {
        const outcome = await Promise.race([this.#bring(deadline, minLifetimeMs, spacingMs, report), stopped]);
        if (outcome === 'token') {
          this.#error = undefined;
          this.#lastError = undefined;
        }
        report.landed(outcome, this.#place.held);
      } catch (error) {
        this.#failed(error);
        report.failed(error, this.#place.held);
        throw error;
      } finally {
        // Stops what is no longer needed, such as an exchange with a spare lock while the first holder has finished.
        deadline.abort(new GivenUp(0));
        this.#current = undefined;
      }
    });
  }

  /** Also with a token that lives less than a second there is only one exchange a second. */
  #tinySpacingMs(): number {
    const { held } = this.#place;
    const died = held?.alive === false && this.#lastError === undefined && held.token.lifetimeMs <= firstSecondMs;
    return died ? this.spacingMs : 0;
  }

  async #bring(
    deadline: Deadline,
    minLifetimeMs: number,
    spacingMs: number,
    report: FlightReport,
  ): Promise<'token' | 'postponed'> {
    const { running } = this.#parts;
    // Else nothing is awaited: whoever joins in this very tick is told of after the start.
    if (spacingMs > 0) {
      await deadline.sleep(spacingMs);
      this.#notBefore = running.clock.monotonic() + firstSecondMs;
    }
    return bringToken(
      { deadline, minLifetimeMs, started: (refresh) => report.start(refresh) },
      this.#place,
      this.#parts,
    );
  }

  #failed(error: unknown): void {
    const { onEvent, running } = this.#parts;
    this.#askedMs = -Infinity;
    if (error instanceof GivenUp) {
      this.hurry();
      onEvent({ type: 'given-up', stoodStillMs: error.stoodStillMs });
      return;
    }
    if (!TokenError.isInstance(error) || error.code === 'ERR_TOKEN_CLOSED') return;
    // In a rest the same error comes again and again.
    if (error === this.#error) return;
    this.#lastError = { code: error.code, at: running.clock.now() };
    const { held } = this.#place;
    if (held?.alive === true) {
      onEvent({ type: 'served-stale', code: error.code, remainingMs: held.remainingMs });
    }
    this.#error = error;
  }
}
