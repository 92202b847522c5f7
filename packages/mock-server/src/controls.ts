import type { Parts } from './parts.ts';
import { createFaultOrderParser, isFaultRoute } from './fault/parse-fault-order.ts';
import { InvalidArgumentError } from './invalid-argument-error.ts';
import type { MockServer } from './mock-server.ts';

/** What can be asked of a running server, by method and by HTTP alike. */
export type Controls = Pick<
  MockServer,
  'counters' | 'exchanges' | 'fault' | 'clearFaults' | 'revoke' | 'age' | 'setCredentials' | 'reset'
>;

/** Builds the control methods. Each throws a `TypeError` that says what is wrong with a bad argument. */
export function createControls({ credentials, issuer, faults, counters, log, latency, held }: Parts): Controls {
  const parseFaultOrder = createFaultOrderParser();

  function requireApp(appId: string): void {
    // The id is not repeated: it may be a misplaced secret.
    if (!credentials.knows(appId)) throw new InvalidArgumentError('appId: this server has no such app.');
  }

  return {
    counters: () => counters.snapshot(),
    exchanges: () => log.list(),
    fault: (order) => faults.add(parseFaultOrder(order)),
    clearFaults(route) {
      // Anything else would clear both queues.
      if (route !== undefined && !isFaultRoute(route)) throw new InvalidArgumentError('route must be token or api.');
      faults.clear(route);
    },
    revoke(appId, options = {}) {
      if (appId !== undefined) requireApp(appId);
      const keepServing = readKeepServing(options);
      for (const id of appId === undefined ? credentials.appIds() : [appId]) issuer.revoke(id, keepServing);
    },
    age(appId, ms) {
      requireApp(appId);
      if (typeof ms !== 'number' || !(ms >= 0 && ms < Infinity)) {
        throw new InvalidArgumentError('ms must be a number of milliseconds from 0.');
      }
      if (issuer.age(appId, ms) === 0)
        throw new InvalidArgumentError('appId: this app has no token to age; exchange first.');
    },
    setCredentials(appId, appSecret) {
      requireApp(appId);
      if (typeof appSecret !== 'string' || appSecret === '')
        throw new InvalidArgumentError('appSecret must not be empty.');
      credentials.change(appId, appSecret);
    },
    reset() {
      issuer.clear();
      faults.clear();
      counters.clear();
      log.clear();
      latency.restart();
      credentials.restore();
      held.drop();
    },
  };
}

function readKeepServing(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError('options must be an object, such as { keepServing: true }.');
  }
  const { keepServing = false, ...unknown }: { keepServing?: unknown } = options;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw new InvalidArgumentError(`Unknown option ${stranger}: use keepServing.`);
  if (typeof keepServing !== 'boolean') throw new InvalidArgumentError('keepServing must be a boolean.');
  return keepServing;
}
