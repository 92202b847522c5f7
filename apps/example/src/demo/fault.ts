import { randomUUID } from 'node:crypto';
import type { Fault as ServerFault, MockApp, MockServer } from '@tokenkeep/mock-server';
import type { Action } from './state.ts';

/** What can be wrong with the issuer until it is put right. */
export type Fault = Extract<Action, 'down' | 'slow' | 'hanging' | 'wrong-credentials'>;

const faults: Readonly<Record<Fault, ServerFault | undefined>> = {
  down: { kind: 'status', status: 503 },
  slow: { kind: 'delay', ms: 3000 },
  hanging: { kind: 'hang' },
  'wrong-credentials': undefined,
};

/** Whether a button stands for a fault that lasts. */
export function isFault(action: Action | 'start'): action is Fault {
  return action in faults;
}

/** Lets something be wrong with the issuer. */
export function breakIssuer(action: Fault, server: MockServer, apps: readonly MockApp[]): void {
  const fault = faults[action];
  if (fault !== undefined) server.fault({ route: 'token', times: Infinity, fault });
  else for (const { appId } of apps) server.setCredentials(appId, randomUUID());
}

/** Puts right what was wrong. */
export function healIssuer(server: MockServer, apps: readonly MockApp[]): void {
  server.clearFaults('token');
  for (const { appId, appSecret } of apps) server.setCredentials(appId, appSecret);
}
