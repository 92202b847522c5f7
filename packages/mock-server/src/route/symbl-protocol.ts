import type { FastifyRequest } from 'fastify';
import { refuse } from './refuse.ts';
import type { TokenProtocol } from './token-protocol.ts';

const bodySchema = {
  type: 'object',
  required: ['type', 'appId', 'appSecret'],
  properties: {
    type: { const: 'application' },
    appId: { type: 'string' },
    appSecret: { type: 'string' },
  },
} as const;

interface SymblBody {
  readonly appId: string;
  readonly appSecret: string;
}

/** `POST /oauth2/token:generate` as the seed document describes it. */
export const symblProtocol: TokenProtocol = {
  path: '/oauth2/token:generate',
  method: 'POST',
  contentType: 'application/json',
  requestSchema: { body: bodySchema },
  claimedAppId({ body }) {
    if (typeof body !== 'object' || body === null || !('appId' in body)) return undefined;
    return typeof body.appId === 'string' ? body.appId : undefined;
  },
  read(request: FastifyRequest) {
    // The schema has vouched for it.
    const { appId, appSecret } = request.body as SymblBody;
    return { appId, appSecret, purpose: 'symbl' };
  },
  granted: ({ token, expiresIn }) => ({
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: { accessToken: token, expiresIn },
  }),
  refused: refuse,
};
