import type { Fault, FaultOrder, FaultRoute } from './fault.ts';

interface QueuedFault {
  readonly fault: Fault;
  left: number;
}

/** The faults waiting for calls, first queued, first used, per route. */
export class FaultQueue {
  readonly #queues: Record<FaultRoute, QueuedFault[]> = { token: [], api: [] };

  add({ route, times = 1, fault }: FaultOrder): void {
    this.#queues[route].push({ fault, left: times });
  }

  /** @returns the fault for the call that has just arrived, if there is one */
  take(route: FaultRoute): Fault | undefined {
    const [next] = this.#queues[route];
    if (next === undefined) return undefined;
    next.left -= 1;
    if (next.left <= 0) this.#queues[route].shift();
    return next.fault;
  }

  /** What is still to come, in order of use. */
  list(): FaultOrder[] {
    return [...this.#listRoute('token'), ...this.#listRoute('api')];
  }

  clear(route?: FaultRoute): void {
    if (route !== 'api') this.#queues.token = [];
    if (route !== 'token') this.#queues.api = [];
  }

  #listRoute(route: FaultRoute): FaultOrder[] {
    return this.#queues[route].map(({ fault, left }) => ({ route, times: left, fault }));
  }
}
