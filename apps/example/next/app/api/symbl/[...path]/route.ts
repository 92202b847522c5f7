import { createTokenProxy } from '@tokenkeep/next';
import { tokens } from '../../../../lib/tokens.ts';

export const { GET } = createTokenProxy({
  client: tokens,
  // An example on loopback has no users. Yours has: check the session here.
  authorize: () => true,
  allow: ['GET /v1/conversations/*'],
});
