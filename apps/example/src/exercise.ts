import type { MockServer } from '@tokenkeep/mock-server';
import type { Application } from './application.ts';

/** What one application did with its calls. */
export type Row = Awaited<ReturnType<typeof exercise>>;

/** A row is right when every call succeeded and all of them together cost one exchange, or none if so allowed. */
export function isRight({ failed, exchanges, allowed }: Row): boolean {
  return failed === 0 && exchanges === allowed;
}

/** Calls the protected API through an application, many times at once. */
export async function exercise(app: Application, server: MockServer) {
  const { name: adapter, callsAtOnce: calls } = app.spec;
  const exchanges = (): number => server.counters().apps[app.credentials.appId]?.exchanges ?? 0;
  const before = exchanges();
  // Each may take a minute, since so many at once wait for the machine, not for tokens alone.
  const results = await Promise.all(Array.from({ length: calls }, (_, id) => app.call(String(id), 60_000)));
  const failed = results.filter(({ ok }) => !ok).length;
  // Of those that share a token the first one alone makes an exchange.
  const allowed = before === 0 ? 1 : 0;
  const { token, expiresIn } = (await app.call('token')).body;
  return { adapter, calls, failed, allowed, exchanges: exchanges() - before, token, expiresIn };
}
