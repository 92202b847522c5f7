import { createTokenRoute } from '@tokenkeep/next/token-route';
import { tokens } from '../../../lib/tokens';

export const { GET, POST, PUT, PATCH, DELETE } = createTokenRoute({ client: tokens, authorize: () => true });
