// One process of a fleet, see fleet.ts: waits for orders on stdin, a line each, and tells on stdout what happens.
// It is the built packages that run here, in plain JavaScript: many processes start several times as fast.
import { createInterface } from 'node:readline';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { redisCache } from '@tokenkeep/redis-cache';

function say(report) {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** Half of them use the one package, half the other, and each loads its own alone. */
async function loadClient() {
  if (process.pid % 2 === 0) {
    const { Redis } = await import('ioredis');
    return async (url) => {
      const client = new Redis(url, { lazyConnect: true });
      await client.connect();
      return { client, close: () => client.disconnect() };
    };
  }
  const { createClient } = await import('redis');
  return async (url) => {
    const client = createClient({ url }).on('error', () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  };
}

const connect = await loadClient();

async function obey({ credentials, cache, timeoutMs }) {
  const waits = [];
  const connection = cache === undefined ? undefined : await connect(cache);
  const tokens = createTokenClient({
    issuer: symbl(credentials),
    cache: connection && redisCache(connection.client),
    timeoutMs,
    fetch: async (input, init) => {
      say({ type: 'exchanging' });
      return fetch(input, init);
    },
    onEvent: (event) => {
      if (event.type === 'lock-waited') waits.push(event.outcome);
      if (event.type === 'cache-failed') waits.push(`cache-failed: ${event.operation}`);
    },
  });
  try {
    const { accessToken } = await tokens.getToken();
    return { type: 'served', accessToken, waits };
  } catch (error) {
    return { type: 'failed', message: String(error), waits };
  } finally {
    await tokens.close();
    connection?.close();
  }
}

say({ type: 'ready' });
for await (const line of createInterface({ input: process.stdin })) {
  say(await obey(JSON.parse(line)));
}
