import autocannon from 'autocannon';
import type { RowsMeasure } from '../parts/measure.ts';
import { startProcess } from '../parts/start-process.ts';

const pairs = 24;
const warmUps = 4;
const runMs = 250;
const connections = 20;

export const measure: RowsMeasure = {
  title: 'A route of Fastify',
  about:
    'What `await app.tokenClient.getToken()` costs a route: requests per second without it, over those with it. The ' +
    'speed of a machine changes within a second by far more than that, and no two processes are equally fast: so there ' +
    'are many short runs, in turns, on 60 servers.',
  onDemand: '15 minutes',
  repeats: 60,
  columns: [{ key: 'ratio', title: 'without, times with', unit: 'ratio' }],
  // 97 % of the requests.
  thresholds: [{ key: 'ratio', atMost: 1 / 0.97, kind: 'report', title: 'requests without a token, times with' }],
  rows: () => [{ key: 'fastify', title: '**@tokenkeep/fastify-plugin**' }],
  async measureOne() {
    await using server = await startProcess<string>('fastify-server.ts');
    let logs = 0;
    for (let pair = -warmUps; pair < pairs; pair += 1) {
      // Neither is always the first of its pair.
      const order = pair % 2 === 0 ? ['/token', '/constant'] : ['/constant', '/token'];
      const rates = new Map<string, number>();
      for (const route of order) rates.set(route, await requestsPerSecond(`${server.word}${route}`));
      if (pair >= 0) logs += Math.log((rates.get('/constant') ?? NaN) / (rates.get('/token') ?? NaN));
    }
    return { ratio: Math.exp(logs / pairs) };
  },
};

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
