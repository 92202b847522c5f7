import { refusal, type RefusalStatus } from '../response/refusal.ts';

/** Answers by a refusal, and tells who listens which check refused. */
export type Refuse = (status: RefusalStatus, why: string, headers?: Readonly<Record<string, string>>) => Response;

/** Hears why a request ended in an answer of ours. */
export type ErrorListener = (error: unknown, request: Request) => void;

/** What the listener is given for a request that a check refused: an `Error` of this `name`. */
export interface RouteRefusal extends Error {
  readonly name: 'RouteRefusal';
  /** What the caller was answered. */
  readonly status: number;
}

export function refuseBy(tell: (error: unknown) => void): Refuse {
  return (status, why, headers) => {
    tell(routeRefusal(status, why));
    return refusal(status, headers);
  };
}

function routeRefusal(status: number, why: string): RouteRefusal {
  return Object.assign(new Error(`Refused with ${status}: ${why}.`), { name: 'RouteRefusal' as const, status });
}

function isRouteRefusal(error: unknown): error is RouteRefusal {
  return error instanceof Error && error.name === 'RouteRefusal';
}

/**
 * The listener where an application names none. A refused request is one line: in development for all, later only for
 * what is not the caller's doing, since callers could fill the log by asking for nonsense.
 */
export function logError(error: unknown, request: Request): void {
  if (!isRouteRefusal(error)) return write('@tokenkeep/next:', error);
  if (error.status < 500 && !isDevelopment()) return;
  write(`@tokenkeep/next: ${request.method} ${new URL(request.url).pathname}: ${error.message}`);
}

function isDevelopment(): boolean {
  return typeof process !== 'undefined' && process.env['NODE_ENV'] === 'development';
}

function write(...words: readonly unknown[]): void {
  // oxlint-disable-next-line no-console -- Next has no logger of its own; this is where its users look.
  console.error(...words);
}

/** A listener's fault is not the caller's: whatever it throws, at once or later, reaches nobody. */
export function tellSafely(listener: ErrorListener, error: unknown, request: Request): void {
  try {
    Promise.resolve<unknown>(listener(error, request)).catch(() => undefined);
  } catch {
    // The answer stands.
  }
}
