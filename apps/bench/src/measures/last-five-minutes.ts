import type { WorkMeasure } from '../parts/measure.ts';
import { pacedCalls } from '../parts/paced-calls.ts';

export const measure: WorkMeasure<'tokens'> = {
  title: "A token's last five minutes",
  about:
    'A sticky issuer that takes 5 ms and replaces its token of one hour at the very end. The last five minutes of that ' +
    'token on a clock that runs 10 times as fast, 100 calls per real second: 3,000 calls, 10 per second of that clock.',
  subjects: 'tokens',
  issuer: { tokenLifetimeMs: 3_600_000, latencyMs: 5 },
  movesClock: true,
  abreast: 6,
  repeats: 1,
  chart: {
    title: "Exchanges in a token's last five minutes",
    subtitle: 'sticky issuer, 10 calls per second; fewer is better, logarithmic',
    key: 'exchanges',
  },
  columns: [
    { key: 'exchanges', title: 'exchanges' },
    { key: 'failed', title: 'failed' },
  ],
  thresholds: [
    { key: 'exchanges', atMost: 9, kind: 'count', title: 'exchanges' },
    { key: 'failed', atMost: 0, kind: 'count', title: 'failed' },
  ],
  async work({ subject, issuer, moveClock }) {
    await moveClock({});
    const client = await subject.create(issuer.address);
    await client.getToken();
    await moveClock({ aheadMs: 3_295_000, speed: 10 });
    const before = await issuer.exchanges();
    const { failed } = await pacedCalls(client, { perSecond: 100, durationMs: 30_000 });
    return { exchanges: (await issuer.exchanges()) - before, failed };
  },
};
