// A value and a lock in Redis, as written by hand: whoever sets the lock exchanges, the others look every 50 ms.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { exchangeByHand, fresh } from '../../parts/exchange-and-test.mjs';

const release = 'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0';

export const subject = {
  title: 'hand-written Redis lock',
  packageName: undefined,
  about: 'whoever sets the lock exchanges, the others look every 50 ms',
  needsRedis: true,
  async getToken(order) {
    const redis = await createClient({ socket: { path: order.socketPath, tls: false } }).connect();
    const mine = randomUUID();
    try {
      for (;;) {
        const stored = fresh(await redis.get('token'));
        if (stored !== undefined) return stored;
        const locked = await redis.set('token:lock', mine, { NX: true, PX: 10_000 });
        if (locked === null) {
          await sleep(50);
          continue;
        }
        try {
          const again = fresh(await redis.get('token'));
          if (again !== undefined) return again;
          const token = await exchangeByHand(order);
          await redis.set('token', JSON.stringify(token), { PXAT: token.expiresAt });
          return token.accessToken;
        } finally {
          await redis.eval(release, { keys: ['token:lock'], arguments: [mine] });
        }
      }
    } finally {
      redis.destroy();
    }
  },
};
