import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startIssuer } from '../issuer/start-issuer.ts';
import type { Column, Row, Sample, Table, Threshold } from '../table.ts';
import { type ApiOrder, lanes, workloads } from './api-order.ts';
import { type CallerName, callerNames, loadCaller } from './caller.ts';

/** How thoroughly. */
export interface ApiCallsOptions {
  readonly repeats: number;
  /** Ours alone, and counts only. */
  readonly quick: boolean;
  /** Told after each run. */
  readonly onProgress: (line: string) => void;
}

const ratio = (what: string): string =>
  `${what} of a call, its answer read whole, over plain \`fetch\` with the header set: both in one process, in turns, ` +
  'the median of the rounds. The API is in a process of its own.';

/** The tables about calling an API with a token, by their keys. */
export async function measureApiCalls(options: ApiCallsOptions): Promise<ReadonlyMap<string, Table>> {
  const rows = await measureRows(options);
  if (options.quick) return new Map([['api-counts', countsOf(rows)]]);
  const byLanes = lanes.map((atOnce): [string, Table] => [`api-${atOnce}`, ratiosOf(rows, atOnce)]);
  return new Map([...byLanes, ['api-offline', offlineOf(rows)]]);
}

function ratiosOf(rows: readonly Row[], atOnce: number): Table {
  const columns = workloads.flatMap(({ key, title }): Column[] => [
    { key: `${key}Cpu${atOnce}`, title: `${title}, CPU`, unit: 'ratio' },
    { key: `${key}Wall${atOnce}`, title: `${title}, wall`, unit: 'ratio' },
  ]);
  const thresholds = columns.map(({ key, title }): Threshold => ({
    key,
    atMost: 1.05,
    kind: 'report',
    title: `${title}, times plain fetch`,
  }));
  const title = atOnce === 1 ? 'Calling an API, one call at a time' : `Calling an API, ${atOnce} calls at a time`;
  return { title, about: ratio('CPU and wall time'), columns, thresholds, rows };
}

function offlineOf(rows: readonly Row[]): Table {
  return {
    title: 'Calling an API, without the network',
    about:
      'The same POST of 1 kB through a `fetch` that answers at once: CPU time and heap beyond those of the plain call, ' +
      'which builds its headers and nothing else.',
    columns: [
      { key: 'moreNs', title: 'CPU beyond plain', unit: 'ns' },
      { key: 'moreBytes', title: 'bytes beyond plain', unit: 'bytes' },
    ],
    thresholds: [
      { key: 'moreNs', atMost: 1500, kind: 'report', title: 'ns beyond building the headers' },
      { key: 'moreBytes', atMost: 1000, kind: 'report', title: 'bytes beyond building the headers' },
    ],
    rows,
  };
}

function countsOf(rows: readonly Row[]): Table {
  return {
    title: 'Calling an API, counted',
    about: 'GET and POST, one and 20 at a time: what each call of ours makes.',
    columns: [
      { key: 'requests', title: '`Request` objects per call' },
      { key: 'apiRequests', title: 'requests to the API per call' },
      { key: 'exchanges', title: 'exchanges' },
    ],
    thresholds: [
      { key: 'requests', atMost: 0, kind: 'count', title: 'Request objects per call' },
      { key: 'apiRequests', atMost: 1, kind: 'count', title: 'requests to the API per call' },
      { key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges' },
    ],
    rows,
  };
}

/** What is held to a few percent, and what tells how exact the measure is, are measured so many times as often. */
const moreOften: ReadonlySet<CallerName> = new Set(['tokenkeep', 'plain-fetch']);
const timesAsOften = 2;

/** Every caller in a process of its own, repeat by repeat, every other repeat in the opposite order. */
async function measureRows({ repeats, quick, onProgress }: ApiCallsOptions): Promise<readonly Row[]> {
  const names: readonly CallerName[] = quick ? ['tokenkeep'] : callerNames;
  const samples = new Map<CallerName, Sample[]>(names.map((name) => [name, []]));
  const failures = new Map<CallerName, string>();
  const rounds = quick ? repeats : repeats * timesAsOften;
  for (let repeat = 0; repeat < rounds; repeat += 1) {
    const inTurn = names.filter((name) => repeat < repeats || moreOften.has(name));
    for (const name of repeat % 2 === 0 ? inTurn : inTurn.toReversed()) {
      const found = await measureOne(name, quick).catch((error: unknown) => String(error));
      if (typeof found === 'string') failures.set(name, found);
      else samples.get(name)?.push(found);
      onProgress(`api-calls ${repeat + 1}/${rounds} ${name} ${JSON.stringify(found)}`);
    }
  }
  return Promise.all(
    names.map(async (name): Promise<Row> => {
      const { title } = await loadCaller(name);
      return { key: name, title, samples: samples.get(name) ?? [], missing: failures.get(name) };
    }),
  );
}

async function measureOne(caller: CallerName, quick: boolean): Promise<Sample> {
  await using issuer = await startIssuer({});
  const api = fork(entry('api-process.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const [apiOrigin]: string[] = await once(api, 'message');
    const order: ApiOrder = { caller, issuer: issuer.address, apiOrigin: apiOrigin ?? '', quick };
    const child = fork(entry('api-calls-process.ts'), [JSON.stringify(order)], {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = once(child, 'exit');
    return await Promise.race([
      once(child, 'message').then(([sample]: Sample[]) => sample ?? {}),
      ended.then(() => Promise.reject(new Error(`The process of ${caller} failed.`))),
    ]);
  } finally {
    api.disconnect();
  }
}

function entry(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
