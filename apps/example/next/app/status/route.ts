import { mask } from '../../../src/mask.ts';
import { tokens } from '../../lib/tokens.ts';

export async function GET(request: Request): Promise<Response> {
  // Reading the request keeps Next from answering at build time.
  request.headers.get('accept');
  const token = await tokens.getToken();
  return Response.json(
    { token: mask(token.accessToken), ...tokens.status() },
    { headers: { 'cache-control': 'no-store' } },
  );
}
