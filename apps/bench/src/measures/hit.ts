import { median } from '../parts/spread.ts';
import type * as HitLoop from '../parts/hit-loop.ts';
import type { WorkMeasure } from '../parts/measure.ts';

/** A loop of its own for each: one loop for both would be compiled for two kinds of client, and slow either. */
const copyOfLoop = (copy: string): Promise<typeof HitLoop> => import(`../parts/hit-loop.ts?${copy}`);

export const measure: WorkMeasure<'tokens'> = {
  title: 'A hit',
  about:
    'A call while a token lives, against the hand-written limit in the same process, in turns, both warm: ' +
    'the median of the rounds. Awaited: `await getToken()` in a loop; bare: the call alone. ' +
    'Bytes: what one awaited call leaves on the heap.',
  subjects: 'tokens',
  issuer: {},
  repeats: 3,
  columns: [
    { key: 'awaitedRatio', title: 'awaited, × limit', unit: 'ratio' },
    { key: 'awaitedNs', title: 'awaited', unit: 'ns' },
    { key: 'bareRatio', title: 'bare, × limit', unit: 'ratio' },
    { key: 'bareNs', title: 'bare', unit: 'ns' },
    { key: 'moreBytes', title: 'bytes beyond limit', unit: 'bytes' },
  ],
  thresholds: [
    { key: 'awaitedRatio', atMost: 1.25, kind: 'report', title: 'awaited, times the limit' },
    { key: 'moreBytes', atMost: 32, kind: 'report', title: 'bytes per call beyond the limit' },
  ],
  async work({ subject, other, issuer, quick }) {
    const [ownLoop, limitLoop] = await Promise.all([copyOfLoop('own'), copyOfLoop('limit')]);
    const own = await subject.create(issuer.address);
    const limit = await (await other('limit')).create(issuer.address);
    await Promise.all([own.getToken(), limit.getToken()]);
    // About 30 ms per block, and few enough calls for the heap, whatever the client.
    const roughNs = await ownLoop.awaited(own, 500);
    const calls = Math.max(100, Math.min(300_000, Math.round(3e7 / roughNs)));
    const fewCalls = Math.min(4000, calls);
    const rounds = quick ? 7 : 11;
    const found: Record<string, number>[] = [];
    for (let round = 0; round < rounds + 3; round += 1) {
      const ownFirst = round % 2 === 0;
      const one = ownFirst ? await ownLoop.awaited(own, calls) : 0;
      const limitAwaited = await limitLoop.awaited(limit, calls);
      const awaitedNs = ownFirst ? one : await ownLoop.awaited(own, calls);
      const two = ownFirst ? await ownLoop.unawaited(own, calls) : 0;
      const limitBare = await limitLoop.unawaited(limit, calls);
      const bareNs = ownFirst ? two : await ownLoop.unawaited(own, calls);
      const ownBytes = await ownLoop.bytes(own, fewCalls);
      const limitBytes = await limitLoop.bytes(limit, fewCalls);
      found.push({
        awaitedNs,
        bareNs,
        awaitedRatio: awaitedNs / limitAwaited,
        bareRatio: bareNs / limitBare,
        moreBytes: ownBytes - limitBytes,
      });
    }
    const warm = found.slice(3);
    const keys = Object.keys(warm[0] ?? {});
    return Object.fromEntries(keys.map((key) => [key, median(warm.map((round) => round[key] ?? NaN))]));
  },
};
