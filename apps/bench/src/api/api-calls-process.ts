// One caller, next to plain fetch, in one process.
import { median } from '../spread.ts';
import type { Sample } from '../table.ts';
import { type ApiOrder, lanes, workloads } from './api-order.ts';
import { block, bytesOf } from './blocks.ts';
import { type ApiCall, type ApiTarget, loadCaller } from './caller.ts';
import { exchangeByHand } from '../by-hand/exchange-by-hand.ts';
import { IssuerControl } from '../issuer/issuer-control.ts';

/** Of one block: long enough for the clock of the CPU, so short that its neighbour meets the same machine. */
const blockMs = 12;
/** Where a call leaves 100 kB behind, each block has to hold several garbage collections. */
const blockOfBytesMs = 120;
/** Many, since each block is short; the first two are not yet warm. */
const rounds = 43;
const roundsOfBytes = 17;
const warmUpRounds = 2;
/** Below that the connections of 20 lanes would not be used evenly. */
const fewestCalls = 60;

const order: ApiOrder = JSON.parse(process.argv[2] ?? '');
const { issuer, apiOrigin, quick } = order;
const [caller, plain] = await Promise.all([loadCaller(order.caller), loadCaller('plain-fetch')]);
// As long as everybody's: its bytes are checked, copied and sent like any others.
const { accessToken: token } = await exchangeByHand(issuer);
const exchangesBefore = await new IssuerControl(issuer).exchanges();
const target: ApiTarget = { issuer, apiOrigin, token, fetch: (input, init) => globalThis.fetch(input, init) };
const [call, callPlain] = [caller.create(target), plain.create(target)];

const sample: Record<string, number> = {};
if (quick) await count();
else await measure();
if (caller.byFetch) await measureWithoutNetwork();
process.send?.(sample satisfies Sample, undefined, undefined, () => process.exit());

function callsOf({ key, method, path }: (typeof workloads)[number]): ApiCall {
  const accept = { accept: 'application/json' };
  const url = apiOrigin + path;
  if (method === 'GET') return { url, method, headers: accept };
  const isBytes = key === 'postBytes';
  const type = isBytes ? 'application/octet-stream' : 'application/json';
  const body = isBytes ? new Uint8Array(100_000).fill(7) : JSON.stringify({ text: 'x'.repeat(1000) });
  return { url, method, headers: { ...accept, 'content-type': type }, body };
}

/** What can be counted on any machine: requests to the API, exchanges, and `Request` objects, for each call. */
async function count(): Promise<void> {
  const PlatformRequest = globalThis.Request;
  let made = 0;
  globalThis.Request = new Proxy(PlatformRequest, {
    construct(Target, args, newTarget) {
      made += 1;
      return Reflect.construct(Target, args, newTarget);
    },
  });
  // The exchange is ky's, which makes a Request.
  await call(callsOf(workloads[0]));
  made = 0;
  const requests = async (): Promise<number> => Number(await (await fetch(`${apiOrigin}/requests`)).text());
  const before = await requests();
  let calls = 0;
  for (const workload of workloads) {
    for (const atOnce of lanes) {
      await block(() => expectOk(call(callsOf(workload))), 40, atOnce);
      calls += 40;
    }
  }
  sample['requests'] = made / calls;
  sample['apiRequests'] = ((await requests()) - before) / calls;
  sample['exchanges'] = (await new IssuerControl(issuer).exchanges()) - exchangesBefore;
}

/**
 * Who comes first in each round: each of them as often, in an order without a rhythm. Garbage collections have one, and
 * with strict turns they fell on the same one of two equal functions every time: 0.84 x was measured.
 */
function turns(rounds: number): readonly boolean[] {
  const firsts = Array.from({ length: rounds }, (_, round) => round % 2 === 0);
  for (let last = firsts.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [firsts[last], firsts[other]] = [firsts[other] ?? false, firsts[last] ?? false];
  }
  return firsts;
}

async function measure(): Promise<void> {
  for (const workload of workloads) {
    const made = callsOf(workload);
    const [own, other] = [() => expectOk(call(made)), () => expectOk(callPlain(made))];
    const areBytes = workload.path === '/bytes';
    for (const atOnce of lanes) {
      const { wallUs } = await block(other, fewestCalls, atOnce);
      await block(own, fewestCalls, atOnce);
      const calls = Math.max(fewestCalls, Math.round(((areBytes ? blockOfBytesMs : blockMs) * 1000) / wallUs));
      const ratios: { readonly cpu: number; readonly wall: number }[] = [];
      for (const ownFirst of turns(areBytes ? roundsOfBytes : rounds)) {
        const first = await block(ownFirst ? own : other, calls, atOnce);
        const second = await block(ownFirst ? other : own, calls, atOnce);
        const [ours, theirs] = ownFirst ? [first, second] : [second, first];
        ratios.push({ cpu: ours.cpuUs / theirs.cpuUs, wall: ours.wallUs / theirs.wallUs });
      }
      const warm = ratios.slice(warmUpRounds);
      sample[`${workload.key}Cpu${atOnce}`] = median(warm.map(({ cpu }) => cpu));
      sample[`${workload.key}Wall${atOnce}`] = median(warm.map(({ wall }) => wall));
    }
  }
}

/** The same call to a `fetch` that answers at once, next to the object of headers that it needs. */
async function measureWithoutNetwork(): Promise<void> {
  const answer = { status: 200, ok: true, headers: new Headers(), arrayBuffer: async () => undefined };
  let offline = false;
  const fetch = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    offline ? Promise.resolve(answer as unknown as Response) : globalThis.fetch(input, init);
  const [own, other] = [caller, plain].map((each) => each.create({ ...target, fetch }));
  if (own === undefined || other === undefined) return;
  const made = callsOf(workloads[2]);
  await own(made);
  offline = true;
  const found: { readonly us: number; readonly bytes: number }[] = [];
  const calls = quick ? 500 : 20_000;
  for (let round = 0; round < (quick ? 3 : 13); round += 1) {
    const ownFirst = round % 2 === 0;
    const first = await block(() => (ownFirst ? own : other)(made), calls, 1);
    const second = await block(() => (ownFirst ? other : own)(made), calls, 1);
    const [ours, theirs] = ownFirst ? [first, second] : [second, first];
    const bytes = (await bytesOf(() => own(made), 1000)) - (await bytesOf(() => other(made), 1000));
    found.push({ us: ours.cpuUs - theirs.cpuUs, bytes });
  }
  const warm = found.slice(2);
  sample['moreNs'] = median(warm.map(({ us }) => us)) * 1000;
  sample['moreBytes'] = median(warm.map(({ bytes }) => bytes));
}

async function expectOk(status: Promise<number>): Promise<void> {
  const found = await status;
  if (found !== 200) throw new Error(`HTTP ${found}`);
}
