import { isAction } from '../../../../src/demo/state.ts';
import { askHost } from '../../../lib/ask-host.ts';
import { isFromOwnPage } from '../../../lib/from-own-page.ts';

export async function POST(request: Request): Promise<Response> {
  if (!isFromOwnPage(request)) return refusal(403, 'Only the page of the example may do this.');
  const body: unknown = await request.json().catch(() => undefined);
  const action: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'action') : undefined;
  if (!isAction(action)) return refusal(400, 'There is no such action.');
  const state = await askHost({ type: 'act', action });
  if (state === undefined) return refusal(503, 'The example is not ready.');
  return Response.json(state, { headers: { 'cache-control': 'no-store' } });
}

function refusal(status: number, message: string): Response {
  return Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } });
}
