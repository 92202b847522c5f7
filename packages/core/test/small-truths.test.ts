import { describe, expect, it } from 'vitest';
import {
  createTokenClient,
  TokenError,
  type ExchangeRequest,
  type SendExchange,
  type TokenGrant,
} from '../src/index.ts';
import { drained } from './drained.ts';
import { SharedWorld } from './shared-world.ts';

describe('a client', () => {
  it('says when the exchange failed, not when its rest refused somebody', async () => {
    await using world = new SharedWorld();
    world.issuer.script = () => Promise.reject(new TokenError('no', { code: 'ERR_TOKEN_FORBIDDEN' }));
    const [client] = world.add(1, { cache: undefined });
    await client?.getToken().catch(() => undefined);
    const at = client?.status().lastError?.at;
    expect(at).toBeDefined();
    await world.clock.pass(10_000);
    await client?.getToken().catch(() => undefined);
    expect(client?.status().lastError?.at).toBe(at);
  });

  it('tells a TypeError that mentions a connection for what it is, and does not retry it', async () => {
    await using world = new SharedWorld();
    world.issuer.script = () =>
      Promise.reject(new TypeError("Cannot read properties of undefined (reading 'connect')"));
    const [client] = world.add(1, { cache: undefined });
    await expect(client?.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    expect(world.issuer.startedAt).toHaveLength(1);
  });

  it.each<[string, Partial<ExchangeRequest>]>([
    [
      'explain() that throws',
      {
        explain: () => {
          throw new TypeError('canary');
        },
      },
    ],
    ['json that JSON cannot hold', { json: 7n }],
  ])('tells %s for a mistake of the issuer, not of fetch', async (_, asked) => {
    const origin = 'https://issuer.example.com';
    const exchange = async (send: SendExchange): Promise<TokenGrant> =>
      send({ url: origin, ...asked }).then(() => ({ accessToken: 'a', expiresInMs: 60_000 }));
    await using client = createTokenClient({
      issuer: { origin, apiOrigins: [origin], prepare: () => ({ identity: [], secret: undefined, exchange }) },
      fetch: async () => Response.json({}),
    });
    await expect(client.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      reason: 'issuer',
      message: expect.not.stringContaining('canary'),
    });
  });

  it('closes once, also for a listener that closes it at every event', async () => {
    await using world = new SharedWorld();
    const heard: string[] = [];
    const client = createTokenClient({
      issuer: world.issuer,
      clock: world.clock,
      onEvent({ type }) {
        heard.push(type);
        void client.close();
      },
    });
    const closed = client.close();
    await drained();
    await closed;
    expect(heard).toEqual(['closed']);
  });
});
