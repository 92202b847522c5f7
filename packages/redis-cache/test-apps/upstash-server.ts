import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Redis } from 'ioredis';

/** Speaks Upstash's REST form for a Redis on loopback: `["GET","key"]` in, `{"result":…}` out. `await using` ends it. */
export interface UpstashServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
}

/** Starts one. @param redisUrl whom it speaks for */
export async function upstashServer(redisUrl: string): Promise<UpstashServer> {
  const token = 'rest-token';
  const redis = new Redis(redisUrl);
  const server = createServer((request, response) => {
    const answer = async (): Promise<unknown> => {
      if (request.headers.authorization !== `Bearer ${token}`) throw new Error('WRONGPASS invalid token');
      const command = await json(request);
      if (!Array.isArray(command)) throw new Error('ERR no command');
      const [name, ...args]: unknown[] = command;
      const reply = await redis.call(String(name), ...args.map(String));
      // Upstash's clients ask for this, since a reply may be no text.
      const encoded = request.headers['upstash-encoding'] === 'base64' && typeof reply === 'string' && reply !== 'OK';
      return { result: encoded ? Buffer.from(reply).toString('base64') : reply };
    };
    answer().then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(400).end(JSON.stringify({ error: Object(error).message })),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
