import { setTimeout as wait } from 'node:timers/promises';
import type { TokenClient } from '@tokenkeep/core';

/** Closes a client, but waits no longer than this for it: an app that closes must not hang on somebody's `close`. */
export async function closeClient(client: TokenClient, limitMs = 1000): Promise<void> {
  const closed = new AbortController();
  const limit = wait(limitMs, undefined, { signal: closed.signal }).catch(() => undefined);
  try {
    await Promise.race([client.close(), limit]);
  } finally {
    closed.abort();
  }
}
