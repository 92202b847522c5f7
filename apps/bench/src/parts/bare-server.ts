// The limit for an agent: node:http alone, which reads a request, looks for nothing in it and answers as an agent would.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlainToken } from './exchange-by-hand.ts';

const { accessToken }: PlainToken = JSON.parse(process.argv[2] ?? '');
const answer = JSON.stringify({ accessToken, expiresIn: 86_000 });

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'content-length': answer.length,
    });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});
// The parent is gone or done.
process.once('disconnect', () => process.exit());
