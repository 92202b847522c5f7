import type { MockServer } from '@tokenkeep/mock-server';
import type { RunningApp } from './start-app.ts';

/** What one adapter did with its calls. */
export interface Row {
  readonly adapter: string;
  readonly calls: number;
  /** As the token server counted them. */
  readonly exchanges: number;
  readonly token: string;
  readonly secondsLeft: number;
  readonly failed: number;
}

/** A row is right when every call succeeded and all of them together cost one exchange. */
export function isRight(row: Row): boolean {
  return row.failed === 0 && row.exchanges === 1;
}

/** Calls the protected API through an application, `calls` times at once. */
export async function exercise(
  app: RunningApp,
  callPath: string,
  appId: string,
  calls: number,
  server: MockServer,
): Promise<Row> {
  const exchangesBefore = exchangesOf(server, appId);
  const answers = await Promise.allSettled(
    Array.from({ length: calls }, (_, id) => callOnce(`${app.url}${callPath}/${id}`, String(id))),
  );
  const status: unknown = await (await fetch(`${app.url}/status`)).json();
  const { token, expiresIn } = status as { token: string; expiresIn: number };
  return {
    adapter: app.name,
    calls,
    exchanges: exchangesOf(server, appId) - exchangesBefore,
    token,
    secondsLeft: expiresIn,
    failed: answers.filter(({ status: outcome }) => outcome === 'rejected').length,
  };
}

async function callOnce(url: string, id: string): Promise<void> {
  const response = await fetch(url);
  const body: unknown = await response.json();
  const answered = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  if (!response.ok || answered !== id) throw new Error(`HTTP ${response.status}`);
}

function exchangesOf(server: MockServer, appId: string): number {
  return server.counters().apps[appId]?.exchanges ?? 0;
}
