import type { Measure } from '../work/measure.ts';
import { pacedCalls } from '../work/paced-calls.ts';

export const measure: Measure = {
  name: 'last-five-minutes',
  title: "A token's last five minutes",
  about:
    'A sticky issuer that takes 5 ms and replaces its token of one hour at the very end. The last five minutes of that ' +
    'token on a clock that runs 10 times as fast, 100 calls per real second: 3,000 calls, 10 per second of that clock.',
  issuer: { tokenLifetimeMs: 3_600_000, latencyMs: 5 },
  movesClock: true,
  abreast: 6,
  repeats: 1,
  columns: [
    { key: 'exchanges', title: 'exchanges' },
    { key: 'failed', title: 'failed' },
  ],
  thresholds: [
    { key: 'exchanges', atMost: 9, kind: 'count', title: 'exchanges' },
    { key: 'failed', atMost: 0, kind: 'count', title: 'failed' },
  ],
  async work({ create, issuer, moveClock }) {
    await moveClock({});
    const client = await create();
    await client.getToken();
    await moveClock({ aheadMs: 3_295_000, speed: 10 });
    const before = await issuer.exchanges();
    const { failed } = await pacedCalls(client, { perSecond: 100, durationMs: 30_000 });
    return { exchanges: (await issuer.exchanges()) - before, failed };
  },
};
