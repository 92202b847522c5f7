import { createTokenProxy } from '@tokenkeep/next';
import { tokens } from '../../../../lib/tokens';

export const { GET, POST, PUT, PATCH, DELETE } = createTokenProxy({
  client: tokens,
  authorize: () => true,
  allow: ['GET /v1/conversations/*', 'POST /v1/process/text'],
});
