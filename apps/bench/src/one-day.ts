// `node src/one-day.ts`: one day of traffic for every subject, about ten minutes. Writes docs/operating/one-day.json and, from
// it, what docs/operating.md says reuse saves.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';
import { installClock, realSleep, type ClockSetting } from './parts/bench-clock.ts';
import { exchangeByHand } from './parts/exchange-by-hand.ts';
import type { IssuerAddress } from './parts/issuer-address.ts';
import { loadSubject, loadSubjects } from './parts/load-subjects.ts';
import { startIssuer } from './parts/start-issuer.ts';
import type { TokenSubjectClient } from './parts/token-subject.ts';
import { betweenMarks } from './parts/write-into-readme.ts';
import { writePage } from './parts/write-page.ts';

/** What the day was, and how many exchanges each client made in it. */
export interface OneDay {
  readonly date: string;
  readonly processes: number;
  readonly everySeconds: number;
  readonly callsAtOnce: number;
  readonly tokenLifetimeSeconds: number;
  readonly latencyMs: number;
  readonly clients: readonly { readonly key: string; readonly title: string; readonly exchanges: number }[];
}

/** Small enough that a day takes a minute; as many calls at once as the requests of a page or a batch of a queue. */
const day = { processes: 4, everySeconds: 30, callsAtOnce: 10, tokenLifetimeSeconds: 3600, latencyMs: 20 } as const;

/** Clients that only this day has. */
const others = {
  'each-call': 'a token for each call',
  'file-cache': '**@tokenkeep/core**, one `fileCache()` for all processes',
} as const;

/** Dollars for 1,000 token requests in Cognito's first tier; docs/operating.md names the source. */
const perThousand = 2.25;
/** M2M tokens a month in Auth0's smaller plans; the same. */
const auth0Monthly = 1000;
const daysOfMonth = 30;

/** What the page says of a day: who made how many exchanges, and what an issuer that bills or limits makes of them. */
export function oneDayText(result: OneDay): string {
  const { processes, everySeconds, callsAtOnce, tokenLifetimeSeconds, latencyMs, date, clients } = result;
  const number = (value: number, digits = 0): string =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const calls = (86_400 / everySeconds) * callsAtOnce * processes;
  const rows = clients.toSorted(
    (one, other) => other.exchanges - one.exchanges || one.title.localeCompare(other.title),
  );
  return [
    `The day: ${processes} processes, each with its own client; every ${everySeconds} s each of them asks for a token ` +
      `${callsAtOnce} times at once. That is ${number(calls)} calls. Tokens live for ${number(tokenLifetimeSeconds)} s, and the issuer ` +
      `takes ${latencyMs} ms and grants a new one each time. Measured on ${date}.`,
    '',
    '| client | exchanges that day | in 30 days | Cognito, $ for 30 days | Auth0: 1,000 tokens last for |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(({ title, exchanges }) => {
      const month = exchanges * daysOfMonth;
      const lasts = `${number(auth0Monthly / exchanges, 1)} days`;
      return `| ${title} | ${number(exchanges)} | ${number(month)} | ${number((month * perThousand) / 1000, 2)} | ${lasts} |`;
    }),
  ].join('\n');
}

interface Order {
  readonly key: string;
  readonly address: IssuerAddress;
  /** Where processes share a cache. */
  readonly directory: string;
}

async function createClient({ key, address, directory }: Order): Promise<Pick<TokenSubjectClient, 'getToken'>> {
  if (key === 'each-call') return { getToken: () => exchangeByHand(address) };
  if (key !== 'file-cache') return (await loadSubject('tokens', key)).create(address);
  const { url, appId, appSecret } = address;
  const cache = fileCache({ directory });
  return createTokenClient({ issuer: symbl({ appId, appSecret, baseUrl: url }), cache });
}

/** One process of the day: told what the time is, it calls, and tells how many calls failed. */
async function instance(order: Order): Promise<void> {
  // Before the subject is loaded: it may keep Date or setTimeout for itself.
  const setClock = installClock();
  let client: ReturnType<typeof createClient> | undefined;
  process.on('message', async (clock: ClockSetting) => {
    setClock(clock);
    client ??= createClient(order);
    const { getToken } = await client;
    const answers = await Promise.allSettled(Array.from({ length: day.callsAtOnce }, () => getToken()));
    // A refresh behind the callers has gone out by then; the parent waits for it.
    await realSleep(5);
    process.send?.(answers.filter(({ status }) => status === 'rejected').length);
  });
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
}

async function exchangesInADay(key: string): Promise<number> {
  await using issuer = await startIssuer({
    tokenLifetimeMs: day.tokenLifetimeSeconds * 1000,
    rolloverMs: 1e12,
    latencyMs: day.latencyMs,
  });
  const directory = await mkdtemp(join(tmpdir(), 'tokenkeep-day-'));
  const order: Order = { key, address: issuer.address, directory };
  const processes = await Promise.all(
    Array.from({ length: day.processes }, async (): Promise<ChildProcess> => {
      const child = fork(import.meta.filename, [JSON.stringify(order)]);
      child.once('exit', (status) => {
        if (status !== 0) throw new Error(`A process of ${key} has ended.`);
      });
      await once(child, 'message');
      return child;
    }),
  );
  try {
    let exchanges = 0;
    for (let moment = 0; moment < 86_400 / day.everySeconds; moment += 1) {
      const clock = await issuer.moveClock({ aheadMs: day.everySeconds * 1000 });
      const answers = processes.map((child) => once(child, 'message'));
      for (const child of processes) child.send(clock);
      const failed = (await Promise.all(answers)).map(([count]: readonly number[]) => count);
      if (failed.some((count) => count !== 0)) throw new Error(`${key}: ${failed.join(', ')} calls failed.`);
      // The clock stays until nobody exchanges any more, so that no exchange seems to have taken half a minute.
      for (let before = exchanges; (exchanges = await issuer.exchanges()) > before; before = exchanges) {
        await realSleep(2 * day.latencyMs);
      }
    }
    return exchanges;
  } finally {
    for (const child of processes) child.disconnect();
    await rm(directory, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const subjects = (await loadSubjects('tokens')).filter(({ measures }) => measures === undefined);
  const titles = new Map<string, string>(Object.entries(others));
  for (const { key, title } of subjects) titles.set(key, title);
  const clients: { key: string; title: string; exchanges: number }[] = [];
  const queue = [...titles];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [key, title] = next;
      clients.push({ key, title, exchanges: await exchangesInADay(key) });
      console.error(clients.at(-1));
    }
  };
  // Counts, not times: two at once do not disturb one another.
  await Promise.all([lane(), lane()]);
  const result: OneDay = { date: new Date().toISOString().slice(0, 10), ...day, clients };
  const docs = new URL('../../../docs/', import.meta.url);
  await writeFile(new URL('operating/one-day.json', docs), `${JSON.stringify(result, undefined, 2)}\n`);
  const page = new URL('operating.md', docs);
  writePage(page, betweenMarks(await readFile(page, 'utf8'), 'one-day', oneDayText(result)));
}

if (import.meta.main) {
  const order = process.argv[2];
  await (order === undefined ? main() : instance(JSON.parse(order)));
}
