import { createTokenProxy } from '@tokenkeep/next';
import { cookies } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { echoTokens } from '../../../../lib/echo-tokens';

export const { GET, POST, PUT, PATCH, DELETE } = createTokenProxy({
  client: echoTokens,
  async authorize() {
    const session = (await cookies()).get('session')?.value;
    if (session === 'expired') redirect('/login');
    if (session === 'unknown') notFound();
    return session === 'valid';
  },
  allow: ['GET /open/**', 'POST /open/**', 'PUT /open/**', 'PATCH /open/**', 'DELETE /open/**'],
});
