import {
  createTokenClient,
  memoryCache,
  type AccessToken,
  type TokenClientOptions,
  type TokenEvent,
} from '../src/index.ts';
import { drained, microtasks } from './drained.ts';
import { ScriptedIssuer, type ScriptedIssuerOptions } from './scripted-issuer.ts';
import { SimulationClock } from './simulation-clock.ts';

/** What {@link simulate} is told. */
export interface SimulationOptions extends Omit<ScriptedIssuerOptions, 'clock'> {
  readonly callsPerSecond: number;
  /** For how long; default: the token's life and ten seconds. */
  readonly durationMs?: number;
  /** By how much all calls but the first come later, milliseconds. */
  readonly phaseMs?: number;
  /** Where the rate is to be as said; elsewhere one call per second stands for all. Default: everywhere. */
  readonly atFullRate?: (ageMs: number) => boolean;
  readonly client?: Partial<TokenClientOptions>;
  /** Whether the client has a cache. */
  readonly cached?: boolean;
  /** Called before the first call. */
  readonly prepare?: (issuer: ScriptedIssuer, clock: SimulationClock) => void;
}

/** What a simulation saw. Times in milliseconds. */
export interface SimulationReport {
  readonly calls: number;
  /** When each exchange began. */
  readonly exchanges: readonly number[];
  readonly failures: readonly { readonly at: number; readonly error: unknown; readonly knownLeftMs: number }[];
  /**
   * Calls that waited for an exchange, but for the first, and how much life the token had left when they came: in
   * truth, and as far as the client could know, which counts from before the request.
   */
  readonly waits: readonly { readonly at: number; readonly leftMs: number; readonly knownLeftMs: number }[];
  /** How often a token was served after its true end. */
  readonly expiredServed: number;
  readonly minted: number;
  readonly mostUnderWay: number;
  readonly events: readonly TokenEvent[];
}

/** Calls `getToken` at a steady rate on a clock of its own, for a day if need be, and keeps the books. */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { callsPerSecond, phaseMs = 0, atFullRate = () => true, lifetimeMs = 86_400_000, ageMs = 0 } = options;
  const durationMs = options.durationMs ?? lifetimeMs - ageMs + 10_000;
  const clock = new SimulationClock();
  const issuer = new ScriptedIssuer({ ...options, clock });
  const events: TokenEvent[] = [];
  const cache = options.cached === true ? memoryCache({ clock }) : undefined;
  const client = createTokenClient({ issuer, cache, clock, onEvent: (event) => events.push(event), ...options.client });
  options.prepare?.(issuer, clock);

  const failures: { at: number; error: unknown; knownLeftMs: number }[] = [];
  const waits: { at: number; leftMs: number; knownLeftMs: number }[] = [];
  let calls = 0;
  let expiredServed = 0;
  // The last promise that gave a token, and that token's true end: the same promise needs no second look.
  let known: Promise<AccessToken> | undefined;
  let endsAt = -Infinity;

  const watch = async (promise: Promise<AccessToken>): Promise<void> => {
    const knownLeftMs = (client.status().expiresAt ?? -Infinity) - clock.now();
    const at = clock.monotonic();
    const leftMs = endsAt - at;
    let settled = false;
    void (async () => {
      try {
        const { accessToken } = await promise;
        known = promise;
        endsAt = issuer.endOf(accessToken);
        if (!(endsAt > clock.monotonic())) expiredServed += 1;
      } catch (error) {
        failures.push({ at, error, knownLeftMs });
      }
      settled = true;
    })();
    await microtasks();
    if (!settled && calls > 1) waits.push({ at, leftMs, knownLeftMs });
    if (!settled || client.status().refreshing) await drained();
  };

  // But for a flight nothing goes on; a turn of the event loop at each second of a day would take most of the time.
  const atRest = async (): Promise<void> => {
    if (client.status().refreshing) await drained();
  };

  const atOnce = Math.max(1, callsPerSecond / 1000);
  const stepMs = Math.max(1, 1000 / callsPerSecond);
  for (let now = 0; now < durationMs; now = clock.monotonic()) {
    const full = atFullRate(now);
    for (let n = full ? atOnce : 1; n > 0; n -= 1) {
      calls += 1;
      const promise = client.getToken();
      if (promise !== known) await watch(promise);
      else if (!(endsAt > clock.monotonic())) expiredServed += 1;
    }
    const ms = (full ? stepMs : 1000) + (now === 0 ? phaseMs : 0);
    if (now + ms < clock.nextTimerAt) clock.tick(ms);
    else await clock.pass(ms, atRest);
  }
  await client.close();
  await drained();
  const { startedAt: exchanges, minted, mostUnderWay } = issuer;
  return { calls, exchanges, failures, waits, expiredServed, minted, mostUnderWay, events };
}
