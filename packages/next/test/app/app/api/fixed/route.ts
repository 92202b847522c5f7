import { createTokenProxy } from '@tokenkeep/next';
import { tokens } from '../../../lib/tokens';

// No dynamic segment and no method but GET: what Next would answer at build time if it could.
export const { GET } = createTokenProxy({ client: tokens, authorize: () => true, allow: ['GET /'] });
