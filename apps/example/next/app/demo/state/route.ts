import { shownState } from '../../../lib/host.ts';

export const dynamic = 'force-dynamic';

export function GET(): Response {
  const state = shownState() ?? { message: 'The example is not ready.' };
  return Response.json(state, { status: 'at' in state ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
