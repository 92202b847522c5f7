import { refusal, type RefusalStatus } from '../response/refusal.ts';

/** Answers with a refusal, and tells the listener which check refused. */
export type Refuse = (status: RefusalStatus, why: string, headers?: Readonly<Record<string, string>>) => Response;

/** Called with the reason for an answer that did not come from the API. */
export type ErrorListener = (error: unknown, request: Request) => void;

/** The error for a request that a check refused. */
export interface RouteRefusal extends Error {
  readonly name: 'RouteRefusal';
  /** The status of the answer. */
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
 * The default listener. It writes one line for a refused request: always for a 5xx, for a 4xx only in development, since
 * callers could fill the log with bad requests.
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

/** Calls the listener and ignores whatever it throws, at once or later. */
export function tellSafely(listener: ErrorListener, error: unknown, request: Request): void {
  try {
    Promise.resolve<unknown>(listener(error, request)).catch(() => undefined);
  } catch {
    // The caller still gets the answer.
  }
}
