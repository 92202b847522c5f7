import { sharedTokenClient } from '@tokenkeep/next';
import { tokenOptions } from '../../lib/tokens';

// What the hot reload test rewrites, so that this module is loaded anew and asks for the client again.
const generation = 'first';
const tokens = sharedTokenClient('symbl', tokenOptions);

export async function GET(request: Request): Promise<Response> {
  request.headers.get('accept');
  const { expiresIn } = await tokens.getToken();
  return Response.json({ generation, expiresIn });
}
