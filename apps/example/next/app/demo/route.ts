import { once } from 'node:events';
import { actions } from '../../../src/demo/buttons.ts';
import { tellHost } from '../../../src/messages.ts';

/** What the page shows. */
export function GET(): Response {
  const state = globalThis.demoState;
  return state === undefined ? answer(503, { message: 'The example is not ready.' }) : answer(200, state);
}

/** Does what a button says. */
export async function POST(request: Request): Promise<Response> {
  if (!isFromOwnPage(request)) return answer(403, { message: 'Only the page may do this.' });
  const { action: wanted }: { action?: unknown } = Object(await request.json().catch(() => undefined));
  const action = actions.find((name) => name === wanted);
  if (action === undefined) return answer(400, { message: 'There is no such action.' });
  tellHost({ type: 'act', action });
  await once(process, 'message');
  return GET();
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

/** Whether a request comes from this very page: no other site, and no name that was made to point at this machine. */
function isFromOwnPage({ headers }: Request): boolean {
  const host = headers.get('host') ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
  const site = headers.get('sec-fetch-site');
  return site === null ? headers.get('origin') === `http://${host}` : site === 'same-origin';
}
