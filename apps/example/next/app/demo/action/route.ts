import { once } from 'node:events';
import { actions } from '../../../../src/demo/buttons.ts';
import { tellHost } from '../../../../src/messages.ts';
import { shownState } from '../../../lib/host.ts';

export async function POST(request: Request): Promise<Response> {
  if (!isFromOwnPage(request)) return Response.json({ message: 'Only the page may do this.' }, { status: 403 });
  const { action: wanted }: { action?: unknown } = Object(await request.json().catch(() => undefined));
  const action = actions.find((name) => name === wanted);
  if (action === undefined) return Response.json({ message: 'There is no such action.' }, { status: 400 });
  tellHost({ type: 'act', action });
  await once(process, 'message');
  return Response.json(shownState(), { headers: { 'cache-control': 'no-store' } });
}

/** Whether a request comes from this very page: no other site, and no name that was made to point at this machine. */
function isFromOwnPage({ headers }: Request): boolean {
  const host = headers.get('host') ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
  const site = headers.get('sec-fetch-site');
  return site === null ? headers.get('origin') === `http://${host}` : site === 'same-origin';
}
