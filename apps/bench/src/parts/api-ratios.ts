import { callOf, expectOk, startApi, workloads } from './api-calls.ts';
import { block } from './blocks.ts';
import type { WorkMeasure } from './measure.ts';
import { median } from './spread.ts';
import type { Column, Threshold } from './table.ts';

/** Of one block: long enough for the clock of the CPU, so short that its neighbour meets the same machine. */
const blockMs = 12;
/** Where a call leaves 100 kB behind, each block has to hold several garbage collections. */
const blockOfBytesMs = 80;
/** Many, since each block is short. */
const rounds = 53;
const roundsOfBytes = 27;
const warmUpRounds = 2;
/** With 60, POST of 1 kB took 1.09 times plain fetch, in the rounds in which our own functions were compiled. */
const warmUpCalls = 3000;
/** Below that the connections of 20 lanes would not be used evenly. */
const fewestCalls = 60;

/** CPU and wall time of every workload, so many calls at a time, over those of plain `fetch`. */
export function apiRatios(atOnce: number): Pick<WorkMeasure<'api'>, Exclude<keyof WorkMeasure, 'title' | 'chart'>> {
  const columns = workloads.flatMap(({ key, title }): Column[] => [
    { key: `${key}Cpu`, title: `${title}, CPU`, unit: 'ratio' },
    { key: `${key}Wall`, title: `${title}, wall`, unit: 'ratio' },
  ]);
  return {
    about:
      'CPU and wall time of a call, its answer read whole, over plain `fetch` with the header set: both in one ' +
      'process, in turns, the median of the rounds. The API is in a process of its own.',
    subjects: 'api',
    issuer: {},
    // What is held to a few percent, and what tells how exact the measure is, are measured more often.
    repeats: 3,
    repeatsOf: { tokenkeep: 6, 'plain-fetch': 6 },
    columns,
    thresholds: columns.map(({ key, title }): Threshold => ({
      key,
      atMost: 1.05,
      kind: 'report',
      title: `${title}, times plain fetch`,
    })),
    async work({ subject, issuer, other }) {
      await using target = await startApi(issuer.address);
      const plain = await other('plain-fetch');
      const [call, callPlain] = [subject.create(target), plain.create(target)];
      const sample: Record<string, number> = {};
      for (const workload of workloads) {
        const made = callOf(workload, target.apiOrigin);
        const [own, theirs] = [() => expectOk(call(made)), () => expectOk(callPlain(made))];
        const areBytes = workload.path === '/bytes';
        // A service makes these calls all day: what is measured is compiled.
        await block(theirs, warmUpCalls, atOnce);
        await block(own, warmUpCalls, atOnce);
        const { wallUs } = await block(theirs, fewestCalls, atOnce);
        const calls = Math.max(fewestCalls, Math.round(((areBytes ? blockOfBytesMs : blockMs) * 1000) / wallUs));
        const ratios: { readonly cpu: number; readonly wall: number }[] = [];
        for (const ownFirst of turns(areBytes ? roundsOfBytes : rounds)) {
          const first = await block(ownFirst ? own : theirs, calls, atOnce);
          const second = await block(ownFirst ? theirs : own, calls, atOnce);
          const [ours, plains] = ownFirst ? [first, second] : [second, first];
          ratios.push({ cpu: ours.cpuUs / plains.cpuUs, wall: ours.wallUs / plains.wallUs });
        }
        const warm = ratios.slice(warmUpRounds);
        sample[`${workload.key}Cpu`] = median(warm.map(({ cpu }) => cpu));
        sample[`${workload.key}Wall`] = median(warm.map(({ wall }) => wall));
      }
      return sample;
    },
  };
}

/**
 * Who comes first in each round: each of them as often, in an order without a rhythm. Garbage collections have one, and
 * with strict turns they fell on the same one of two equal functions every time: 0.84 x was measured.
 */
function turns(count: number): readonly boolean[] {
  const firsts = Array.from({ length: count }, (_, round) => round % 2 === 0);
  for (let last = firsts.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [firsts[last], firsts[other]] = [firsts[other] ?? false, firsts[last] ?? false];
  }
  return firsts;
}
