import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

// What `await app.tokenClient.getToken()` costs a route: requests per second with it, over those without.
// Runs are short, alternate, and are compared pair by pair, so that a busy machine slows both of a pair alike.
const pairs = 200;
const runMs = 250;
const connections = 20;
const least = 0.97;

interface Run {
  readonly requestsPerSecond: number;
  readonly cpuMicroseconds: number;
}

const server = fork(fileURLToPath(new URL('serve-routes.ts', import.meta.url)));
const [address] = await once(server, 'message');

async function cpuTime(): Promise<number> {
  server.send('cpu');
  const [microseconds] = await once(server, 'message');
  return Number(microseconds);
}

async function run(path: string): Promise<Run> {
  const cpuBefore = await cpuTime();
  const { requests, start, finish, non2xx, errors } = await autocannon({
    url: `${address}${path}`,
    connections,
    duration: runMs / 1000,
    sampleInt: runMs,
  });
  if (non2xx + errors > 0) throw new Error(`${path} failed ${non2xx + errors} times.`);
  return {
    requestsPerSecond: requests.total / ((finish.getTime() - start.getTime()) / 1000),
    cpuMicroseconds: ((await cpuTime()) - cpuBefore) / requests.total,
  };
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function summary(name: string, runs: readonly Run[]): string {
  const rate = median(runs.map(({ requestsPerSecond }) => requestsPerSecond));
  const cpu = median(runs.map(({ cpuMicroseconds }) => cpuMicroseconds));
  return `${name}  ${rate.toFixed(0)} requests/s, ${cpu.toFixed(1)} µs of CPU per request (medians)`;
}

for (let warmUp = 0; warmUp < 10; warmUp += 1) {
  await run('/constant');
  await run('/token');
}

const constant: Run[] = [];
const token: Run[] = [];
const ratios: number[] = [];
for (let pair = 0; pair < pairs; pair += 1) {
  // Neither is always the first of its pair.
  const tokenFirst = pair % 2 === 1;
  const first = await run(tokenFirst ? '/token' : '/constant');
  const second = await run(tokenFirst ? '/constant' : '/token');
  const [without, withToken] = tokenFirst ? [second, first] : [first, second];
  constant.push(without);
  token.push(withToken);
  ratios.push(withToken.requestsPerSecond / without.requestsPerSecond);
}
server.disconnect();

const ratio = median(ratios);
console.log(summary('constant', constant));
console.log(summary('getToken', token));
const [low, high] = [quantile(ratios, 0.25), quantile(ratios, 0.75)].map((value) => value.toFixed(3));
console.log(
  `ratio     ${ratio.toFixed(3)} (median of ${pairs} pairs, quartiles ${low} and ${high}; at least ${least})`,
);
if (!(ratio >= least)) process.exitCode = 1;
