import { createTokenClient, symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { createClient } from 'redis';
import { expect, it } from 'vitest';
import { redisCache } from '../src/index.ts';
import { haveRedis, redisServer } from './redis-server.ts';

it.skipIf(!haveRedis)(
  'a client that is closed, and its connection after it, leave no lock for others to wait for',
  async () => {
    await using server = await redisServer();
    await using issuer = await createMockServer();
    issuer.fault({ route: 'token', fault: { kind: 'hang' } });
    const redis = await createClient({ url: server.url }).connect();
    const tokens = createTokenClient({
      issuer: symbl({ ...issuer.apps[0], baseUrl: issuer.url }),
      cache: redisCache(redis),
    });
    const asked = tokens.getToken().catch(({ code }: { code: string }) => code);
    await expect.poll(() => server.command('KEYS', '*:lock')).toContain(':lock');
    await tokens.close();
    await redis.close();
    expect(await asked).toBe('ERR_TOKEN_CLOSED');
    expect(await server.command('KEYS', '*:lock')).not.toContain(':lock');
  },
);
