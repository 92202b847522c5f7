// The API, in a process of its own: reads what it is sent, answers 1 kB of JSON, or 100 kB of bytes below /bytes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const json = JSON.stringify({ text: 'x'.repeat(1000) });
const bytes = Buffer.alloc(100_000, 7);
let requests = 0;

const server = createServer((request, response) => {
  if (request.url === '/requests') return void response.end(String(requests));
  requests += 1;
  request.resume().once('end', () => {
    if (request.headers.authorization?.startsWith('Bearer ') !== true) return response.writeHead(401).end();
    const isBytes = request.url === '/bytes' && request.method === 'GET';
    const [type, body] = isBytes
      ? (['application/octet-stream', bytes] as const)
      : (['application/json', json] as const);
    response.writeHead(200, { 'content-type': type, 'content-length': body.length });
    return response.end(body);
  });
});
// Long enough that no connection is cut between two measurements.
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});
// The parent is gone or done.
process.once('disconnect', () => process.exit());
