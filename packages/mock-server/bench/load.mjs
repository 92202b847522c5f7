// Run by hand: `pnpm --filter @tokenkeep/mock-server bench`. Exchanges over 200 keep-alive connections for 10 s against
// a server in a process of its own; fails on any error, any answer but 200, or memory that grows.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { createMockServer } from '../dist/index.js';

if (process.argv[2] === 'serve') await serve();
else await measure();

async function serve() {
  const server = await createMockServer();
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.({ heapUsed: process.memoryUsage().heapUsed, counters: server.counters() });
  });
  process.send?.({ url: server.url, app: server.apps[0] });
}

async function measure() {
  const child = fork(import.meta.filename, ['serve'], { execArgv: ['--expose-gc'] });
  const [{ url, app }] = await once(child, 'message');
  const ask = async () => {
    child.send('report');
    const [report] = await once(child, 'message');
    return report;
  };
  const run = (duration) =>
    autocannon({
      url: `${url}/oauth2/token:generate`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'application', ...app }),
      connections: 200,
      duration,
    });
  try {
    await run(2);
    const before = await ask();
    const result = await run(10);
    const after = await ask();
    const grownKiB = Math.round((after.heapUsed - before.heapUsed) / 1024);
    const { errors, timeouts, non2xx, latency, requests } = result;
    print(`${requests.total} exchanges, ${Math.round(requests.average)} per second`);
    print(`latency ${latency.p50} ms median, ${latency.p99} ms at 99 %, ${latency.max} ms at most`);
    print(`${errors} errors, ${timeouts} timeouts, ${non2xx} answers but 200`);
    print(`${after.counters.minted} token minted, ${after.counters.exchanges} exchanges counted`);
    print(`heap after the run ${grownKiB} KiB larger than before it`);
    const isFlat = grownKiB < 4096;
    process.exitCode = errors + timeouts + non2xx === 0 && after.counters.minted === 1 && isFlat ? 0 : 1;
  } finally {
    child.kill();
  }
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
