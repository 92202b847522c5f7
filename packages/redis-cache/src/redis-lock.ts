import { randomUUID } from 'node:crypto';
import type { TokenCacheLock } from '@tokenkeep/core';
import { bounded } from './bounded.ts';
import type { RedisCommands } from './redis-commands.ts';

/** How soon the lock of a dead holder is free. Renewed every second, which a process that gets little CPU may be late for. */
const leaseMs = 4000;

const renewScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`;
const releaseScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/**
 * Takes the lock (`SET NX PX` with a random value). It lapses 4 s after its holder has died, since a living one renews
 * it; a living one loses it after `ttlMs`.
 *
 * @returns `undefined` at once when somebody else holds it
 */
export async function redisLock(
  commands: RedisCommands,
  key: string,
  ttlMs: number,
): Promise<TokenCacheLock | undefined> {
  const id = randomUUID();
  const endsAt = performance.now() + ttlMs;
  const lease = (): number => Math.ceil(Math.min(leaseMs, endsAt - performance.now()));
  const release = async (): Promise<void> => {
    await bounded(commands.run(releaseScript, key, id));
  };

  const reply = commands.setIfAbsent(key, id, Math.max(1, lease()));
  try {
    if (!isOk(await bounded(reply))) return undefined;
  } catch (error) {
    // Sent, or kept by the client for later: should it succeed after all, the lock is given back.
    reply.then((late) => (isOk(late) ? release() : undefined)).catch(() => undefined);
    throw error;
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  let released = false;
  const renewLater = (): void => {
    timer = setTimeout(() => void renew(), leaseMs / 4).unref();
  };
  const renew = async (): Promise<void> => {
    if (lease() < 1) return;
    const renewed = await bounded(commands.run(renewScript, key, id, String(lease()))).catch(() => undefined);
    // 0: it has passed to somebody else. Without a reply it may still be held.
    if (!released && Number(renewed ?? 1) === 1) renewLater();
  };
  renewLater();
  return {
    async release() {
      released = true;
      clearTimeout(timer);
      await release();
    },
  };
}

/** A client may be set to answer with buffers. */
function isOk(reply: unknown): boolean {
  return String(reply) === 'OK';
}
