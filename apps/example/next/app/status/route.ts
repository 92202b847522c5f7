import { shownStatus } from '../../../src/app-process.ts';
import { tokens } from '../../lib/tokens.ts';

export const dynamic = 'force-dynamic';

export async function GET(): Promise<Response> {
  return Response.json(await shownStatus(tokens), { headers: { 'cache-control': 'no-store' } });
}
