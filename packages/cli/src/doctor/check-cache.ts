import { randomBytes } from 'node:crypto';
import type { TokenCache } from '@tokenkeep/core';
import { answerOf } from '../cache/answer-of.ts';
import { fine, mend, type Finding } from './finding.ts';

/** Long enough for the check, short enough to be gone soon. */
const probeMs = 60_000;

/** Stores something, reads it back, and tries whether a lock keeps a second one out. @param where what to call it */
export async function checkCache(cache: TokenCache, where: string): Promise<Finding> {
  try {
    return await answerOf(tryCache(cache, where));
  } catch (error) {
    const { code, message }: { code?: unknown; message?: unknown } = Object(error);
    const known = code === 'ERR_TOKEN_CONFIG' ? String(message) : `It failed with ${String(code ?? 'an error')}.`;
    return mend(`${where} cannot be used. ${known}`);
  }
}

async function tryCache(cache: TokenCache, where: string): Promise<Finding> {
  const key = `doctor-${randomBytes(8).toString('hex')}`;
  await cache.set(key, 'probe', Date.now() + probeMs);
  if ((await cache.get(key)) !== 'probe') return mend(`${where} does not give back what it is given: use another one.`);
  if (cache.lock === undefined) return fine(`${where} stores tokens; it has no locks`);
  const lock = await cache.lock(key, probeMs);
  if (lock === undefined) return mend(`${where} gives no lock: use another file system, or --redis.`);
  const second = await cache.lock(key, probeMs);
  await second?.release();
  await lock.release();
  if (second !== undefined)
    return mend(`The locks of ${where.replace(/^The/, 'the')} keep nobody out: use another file system, or --redis.`);
  return fine(`${where} stores tokens, and its locks work`);
}
