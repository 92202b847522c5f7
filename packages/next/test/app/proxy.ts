import { NextResponse, type NextRequest } from 'next/server';
import { tokens } from './lib/tokens';

export const config = { matcher: ['/in-proxy', '/by-proxy/:id'] };

export async function proxy(request: NextRequest): Promise<Response> {
  const url = request.nextUrl.clone();
  if (url.pathname.startsWith('/by-proxy/')) {
    url.pathname = url.pathname.replace('/by-proxy/', '/api/echo/open/conversations/');
    return NextResponse.rewrite(url);
  }
  const { expiresIn } = await tokens.getToken();
  return Response.json({ expiresIn });
}
