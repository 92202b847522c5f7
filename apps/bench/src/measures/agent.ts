import autocannon from 'autocannon';
import { exchangeByHand } from '../parts/exchange-by-hand.ts';
import { inScratchFolder } from '../parts/in-scratch-folder.ts';
import type { RowsMeasure } from '../parts/measure.ts';
import { environment } from '../parts/run-command.ts';
import { startAgent } from '../parts/running-agent.ts';
import { startIssuer } from '../parts/start-issuer.ts';
import { startProcess } from '../parts/start-process.ts';
import type { Sample } from '../parts/table.ts';

/** 10,000 requests in flight: a thousand connections, since a process may not open ten thousand. */
const cold = { connections: 1000, pipelining: 10, amount: 10_000 };

export const measure: RowsMeasure = {
  title: 'tokenkeep agent',
  about:
    'An agent in one process, which has one thread, with the key demanded, and an issuer that takes 50 ms. First 10,000 ' +
    'requests at once at an agent that holds no token (a thousand connections, ten requests each in flight), then 100 ' +
    'connections that ask as fast as they are answered, then 100 that ask 5,000 times a second together. autocannon ' +
    'sends those of a second in one burst, so that p99 says how long a queue of 100 is, both times. Below it a server ' +
    'of `node:http` alone, which answers the same and checks nothing: what this machine and autocannon allow.',
  repeats: 3,
  columns: [
    { key: 'exchanges', title: 'exchanges for 10,000 at a cold start' },
    { key: 'msPerThousand', title: 'per 1,000 requests, warm', unit: 'ms' },
    { key: 'queueP99Ms', title: 'p99 in a queue of 100', unit: 'ms' },
    { key: 'p99Ms', title: 'p99 of 100 at 5,000 a second', unit: 'ms' },
    { key: 'failed', title: 'failed' },
  ],
  thresholds: [
    { key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges for 10,000 callers at a cold start' },
    { key: 'failed', atMost: 0, kind: 'count', title: 'requests without a token' },
    { key: 'msPerThousand', atMost: 200, kind: 'report', title: 'ms for 1,000 requests (5,000 a second)' },
    { key: 'p99Ms', atMost: 5, kind: 'report', title: 'ms at p99, 100 at once' },
    { row: 'bare', key: 'p99Ms', atMost: 5, kind: 'report', title: 'ms at p99, 100 at once, `node:http` alone' },
  ],
  rows: () => [
    { key: 'agent', title: '**@tokenkeep/cli**' },
    { key: 'bare', title: '`node:http` alone' },
  ],
  measureOne: ({ key }, { quick }) => (key === 'agent' ? loadAgent : loadBareServer)(quick ? 2 : 10),
};

async function loadAgent(seconds: number): Promise<Sample> {
  return inScratchFolder(async (home) => {
    await using issuer = await startIssuer({ latencyMs: 50 });
    await using agent = await startAgent(environment(issuer.address, home));
    const first = await autocannon({ ...agent.request, ...cold });
    const exchanges = await issuer.exchanges();
    const warm = await loadWarm(agent.request, seconds);
    return { ...warm, exchanges, failed: warm.failed + first.non2xx + first.errors };
  });
}

async function loadBareServer(seconds: number): Promise<Sample> {
  await using issuer = await startIssuer({});
  const { appId, appSecret } = issuer.address;
  await using server = await startProcess<string>('bare-server.ts', await exchangeByHand(issuer.address));
  const body = JSON.stringify({ type: 'application', appId, appSecret });
  const headers = { 'content-type': 'application/json' };
  return await loadWarm({ url: `${server.word}/oauth2/token:generate`, method: 'POST', headers, body }, seconds);
}

async function loadWarm(request: autocannon.Options, duration: number) {
  const load = { ...request, connections: 100, duration };
  const { requests, latency, start, finish, ...busy } = await autocannon(load);
  const paced = await autocannon({ ...load, overallRate: 5000 });
  const msPerThousand = ((finish.getTime() - start.getTime()) / requests.total) * 1000;
  const failed = busy.non2xx + busy.errors + paced.non2xx + paced.errors;
  return { msPerThousand, queueP99Ms: latency.p99, p99Ms: paced.latency.p99, failed };
}
