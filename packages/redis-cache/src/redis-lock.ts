import { randomUUID } from 'node:crypto';
import type { TokenCacheLock } from '@tokenkeep/core';
import { bounded } from './bounded.ts';
import type { RedisCommands } from './redis-commands.ts';
import { RedisFailure } from './redis-failure.ts';

/**
 * How soon the lock of a dead holder is free. Who takes over should have its token before a third exchanges: it has,
 * wherever in its exchange the holder died, if the issuer answers within 2.5 s.
 *
 * Why: docs/why.md#lease
 */
const leaseMs = 2000;
/**
 * Five times a lease: a process may stand still for 1.6 s, or Redis miss four renewals, before its lock is lost.
 *
 * Why: docs/why.md#lease
 */
const renewMs = 400;

/**
 * A lock that has no end, or one later than a lease allows, is nobody's of ours: it is given the end of a lease, so
 * that what a neighbour or an operator left there does not stop a fleet.
 *
 * Why: docs/why.md#lease
 */
const takeScript = `if redis.call('set', KEYS[1], ARGV[1], 'nx', 'px', ARGV[2]) then return 1 end
local left = redis.call('pttl', KEYS[1])
if left < 0 or left > tonumber(ARGV[3]) then redis.call('pexpire', KEYS[1], ARGV[3]) end
return 0`;
const renewScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`;
const releaseScript = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** What a lock needs of the cache. */
export interface RedisLockParts {
  readonly commands: RedisCommands;
  /** Rejects with a {@link RedisFailure} when the reply does not come in time. */
  readonly bound: <T>(reply: Promise<T>) => Promise<T>;
}

/**
 * Takes the lock (`SET NX PX` with a random value, in a script). It lapses 2 s after its holder has died, since a
 * living one renews it; a living one loses it after `ttlMs`. Where scripts are forbidden it is taken by the command
 * alone, and then lapses without being renewed or released.
 *
 * @returns `undefined` at once when somebody else holds it
 */
export async function redisLock(
  { commands, bound }: RedisLockParts,
  key: string,
  ttlMs: number,
): Promise<TokenCacheLock | undefined> {
  const id = randomUUID();
  const endsAt = performance.now() + ttlMs;
  const lease = (): number => Math.ceil(Math.min(leaseMs, endsAt - performance.now()));
  const firstLease = Math.max(1, lease());
  const release = async (): Promise<void> => {
    await bound(commands.run(releaseScript, key, id));
  };

  const taking = commands
    .run(takeScript, key, id, String(firstLease), String(leaseMs))
    .catch((error: unknown) => {
      if (!RedisFailure.of(error).refused) throw error;
      return commands.setIfAbsent(key, id, firstLease);
    })
    .then(isTaken);
  try {
    if (!(await bound(taking))) return undefined;
  } catch (error) {
    // Sent, or kept by the client for later: should it succeed after all, the lock is given back.
    taking.then((late) => (late ? release() : undefined)).catch(() => undefined);
    throw error;
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  let released = false;
  let refusal: RedisFailure | undefined;
  const renewLater = (): void => {
    timer = setTimeout(() => void renew(), renewMs).unref();
  };
  const renew = async (): Promise<void> => {
    if (lease() < 1) return;
    // Given up when the next is due, so that one lost reply does not cost the lock.
    const reply = commands.run(renewScript, key, id, String(lease()));
    const renewed = await bounded(reply, { boundMs: renewMs, isReady: commands.isReady }).catch(RedisFailure.of);
    refusal = renewed instanceof RedisFailure && renewed.refused ? renewed : undefined;
    // 0: it has passed to somebody else. Without a reply it may still be held.
    if (!released && (renewed instanceof RedisFailure || Number(renewed) === 1)) renewLater();
  };
  renewLater();
  return {
    async release() {
      released = true;
      clearTimeout(timer);
      await release();
      // Nobody hears of a renewal, and an operator has to: without it the lock ends before the exchange.
      if (refusal !== undefined) throw refusal;
    },
  };
}

/** A script says 1, a command OK; a client may be set to answer with buffers. */
function isTaken(reply: unknown): boolean {
  return Number(reply) === 1 || String(reply) === 'OK';
}
