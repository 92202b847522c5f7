import { callOf, startApi, workloads } from '../parts/api-calls.ts';
import { block, bytesOf } from '../parts/blocks.ts';
import type { WorkMeasure } from '../parts/measure.ts';
import { median } from '../parts/spread.ts';

export const measure: WorkMeasure<'api'> = {
  title: 'Calling an API, without the network',
  about:
    'The same POST of 1 kB through a `fetch` that answers at once: CPU time and heap beyond those of the plain call, ' +
    'which builds its headers and nothing else.',
  subjects: 'api',
  issuer: {},
  repeats: 3,
  repeatsOf: { tokenkeep: 6, 'plain-fetch': 6 },
  columns: [
    { key: 'moreNs', title: 'CPU beyond plain', unit: 'ns' },
    { key: 'moreBytes', title: 'bytes beyond plain', unit: 'bytes' },
  ],
  thresholds: [
    { key: 'moreNs', atMost: 1500, kind: 'report', title: 'ns beyond building the headers' },
    { key: 'moreBytes', atMost: 1000, kind: 'report', title: 'bytes beyond building the headers' },
  ],
  async work({ subject, issuer, other }) {
    if (!subject.byFetch) return {};
    await using target = await startApi(issuer.address);
    const answer = { status: 200, ok: true, headers: new Headers(), arrayBuffer: async () => undefined };
    let offline = false;
    const fetch = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
      offline ? Promise.resolve(answer as unknown as Response) : globalThis.fetch(input, init);
    const plain = await other('plain-fetch');
    const [own, theirs] = [subject.create({ ...target, fetch }), plain.create({ ...target, fetch })];
    const made = callOf(workloads[2], target.apiOrigin);
    await own(made);
    offline = true;
    const found: { readonly us: number; readonly bytes: number }[] = [];
    for (let round = 0; round < 13; round += 1) {
      const ownFirst = round % 2 === 0;
      const first = await block(() => (ownFirst ? own : theirs)(made), 20_000, 1);
      const second = await block(() => (ownFirst ? theirs : own)(made), 20_000, 1);
      const [ours, plains] = ownFirst ? [first, second] : [second, first];
      const bytes = (await bytesOf(() => own(made), 1000)) - (await bytesOf(() => theirs(made), 1000));
      found.push({ us: ours.cpuUs - plains.cpuUs, bytes });
    }
    const warm = found.slice(2);
    return { moreNs: median(warm.map(({ us }) => us)) * 1000, moreBytes: median(warm.map(({ bytes }) => bytes)) };
  },
};
