import type { MockServer } from '@tokenkeep/mock-server';
import { call } from './demo/call.ts';

/** What one adapter did with its calls. */
export interface Row {
  readonly adapter: string;
  readonly calls: number;
  /** As the token server counted them. */
  readonly exchanges: number;
  readonly token: string;
  readonly secondsLeft: number;
  readonly failed: number;
  /** How many exchanges the calls may cost. Default: 1; 0 for an adapter that finds a token in a shared cache. */
  readonly allowed?: number;
}

/** A row is right when every call succeeded and all of them together cost one exchange, or none if so allowed. */
export function isRight(row: Row): boolean {
  return row.failed === 0 && row.exchanges === (row.allowed ?? 1);
}

/** What is to be exercised, and what for. */
interface Exercise extends Required<Pick<Row, 'adapter' | 'calls' | 'allowed'>> {
  readonly url: string;
  readonly callPath: string;
  readonly appId: string;
}

/** Calls the protected API through an application, `calls` times at once. */
export async function exercise(
  { adapter, url, callPath, appId, calls, allowed }: Exercise,
  server: MockServer,
): Promise<Row> {
  const exchanges = (): number => server.counters().apps[appId]?.exchanges ?? 0;
  const before = exchanges();
  const results = await Promise.all(Array.from({ length: calls }, (_, id) => call(`${url}${callPath}`, String(id))));
  const status: unknown = await (await fetch(`${url}/status`)).json();
  const { token, expiresIn } = status as { token: string; expiresIn: number };
  return {
    adapter,
    calls,
    exchanges: exchanges() - before,
    token,
    secondsLeft: expiresIn,
    failed: results.filter(({ ok }) => !ok).length,
    allowed,
  };
}
