import type { WorkMeasure } from '../parts/measure.ts';
import { pacedCalls } from '../parts/paced-calls.ts';

export const measure: WorkMeasure<'tokens'> = {
  title: 'A refresh under load',
  about:
    'A token of one hour and an issuer that takes 50 ms and grants a new token each time. From 320 s before the end, ' +
    'on a clock that runs 90 times as fast, until well after it: 1,000 calls per real second for 5 s, which covers the ' +
    'refresh of every client. Stalled: waited more than 10 real ms.',
  subjects: 'tokens',
  issuer: { tokenLifetimeMs: 3_600_000, rolloverMs: 1e12, latencyMs: 50 },
  movesClock: true,
  repeats: 1,
  chart: {
    title: 'Callers stalled more than 10 ms at a refresh',
    subtitle: '1,000 calls per second, an issuer that takes 50 ms; fewer is better, logarithmic',
    key: 'stalled',
  },
  columns: [
    { key: 'stalled', title: 'stalled callers' },
    { key: 'slowestMs', title: 'slowest', unit: 'ms' },
    { key: 'exchanges', title: 'exchanges' },
    { key: 'failed', title: 'failed' },
  ],
  thresholds: [
    { key: 'stalled', atMost: 0, kind: 'count', title: 'callers stalled over 10 ms' },
    { key: 'failed', atMost: 0, kind: 'count', title: 'failed' },
  ],
  async work({ subject, issuer, moveClock }) {
    await moveClock({});
    const client = await subject.create(issuer.address);
    await client.getToken();
    const before = await issuer.exchanges();
    await moveClock({ aheadMs: 3_280_000, speed: 90 });
    const { stalled, slowestMs, failed } = await pacedCalls(client, { perSecond: 1000, durationMs: 5000 });
    return { stalled, slowestMs, failed, exchanges: (await issuer.exchanges()) - before };
  },
};
