import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

// What `await app.tokenClient.getToken()` costs a route: requests per second with it, over those without. The speed of a
// machine changes within a second by far more than that, and no two processes are equally fast: so there are many short
// runs, in turns, on many servers. 15 minutes.
const servers = 60;
const pairs = 24;
const warmUps = 4;
const runMs = 250;
const connections = 20;
const least = 0.97;

async function requestsPerSecond(url: string): Promise<number> {
  const { requests, start, finish, non2xx, errors } = await autocannon({
    url,
    connections,
    duration: runMs / 1000,
    sampleInt: runMs,
  });
  if (non2xx + errors > 0) throw new Error(`${url} failed ${non2xx + errors} times.`);
  return requests.total / ((finish.getTime() - start.getTime()) / 1000);
}

/** The logarithm of the ratio of both routes on a server of its own, a mean over all pairs. */
async function logRatio(): Promise<number> {
  const server = fork(fileURLToPath(new URL('serve-routes.ts', import.meta.url)));
  const [address] = await once(server, 'message');
  const logs: number[] = [];
  for (let pair = -warmUps; pair < pairs; pair += 1) {
    // Neither is always the first of its pair.
    const order = pair % 2 === 0 ? ['/token', '/constant'] : ['/constant', '/token'];
    const rates = new Map<string, number>();
    for (const route of order) rates.set(route, await requestsPerSecond(`${address}${route}`));
    if (pair >= 0) logs.push(Math.log((rates.get('/token') ?? 0) / (rates.get('/constant') ?? 0)));
  }
  server.disconnect();
  await once(server, 'exit');
  return mean(logs);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

const logs: number[] = [];
for (let count = 0; count < servers; count += 1) logs.push(await logRatio());
const middle = mean(logs);
const variance = logs.reduce((sum, log) => sum + (log - middle) ** 2, 0) / (servers - 1);
const ratio = Math.exp(middle);
const error = Math.sqrt(variance / servers);
console.log(
  `getToken / constant: ${ratio.toFixed(3)} of the requests per second, standard error ${error.toFixed(3)} ` +
    `(${servers} servers of ${pairs} pairs; at least ${least})`,
);
if (!(ratio >= least)) process.exitCode = 1;
