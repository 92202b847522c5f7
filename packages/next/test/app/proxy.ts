import { tokens } from './lib/tokens';

export const config = { matcher: '/in-proxy' };

export async function proxy(): Promise<Response> {
  const { expiresIn } = await tokens.getToken();
  return Response.json({ expiresIn });
}
