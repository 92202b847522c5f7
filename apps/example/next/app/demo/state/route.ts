import { askHost } from '../../../lib/ask-host.ts';

export async function GET(request: Request): Promise<Response> {
  // Reading the request keeps Next from answering at build time.
  request.headers.get('accept');
  const state = await askHost({ type: 'state' });
  const headers = { 'cache-control': 'no-store' };
  return Response.json(state ?? { message: 'The example is not ready.' }, { status: state ? 200 : 503, headers });
}
