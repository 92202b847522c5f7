import { realMonotonic } from '../bench-clock.ts';
import type { Measure } from '../work/measure.ts';

const callers = 10_000;

export const measure: Measure = {
  name: 'cold-callers',
  title: '10,000 cold callers',
  about: 'No token yet, an issuer that takes 50 ms, 10,000 calls at once in one process, until all are answered.',
  issuer: { latencyMs: 50 },
  repeats: 3,
  columns: [
    { key: 'exchanges', title: 'exchanges' },
    { key: 'failed', title: 'failed' },
    { key: 'wallMs', title: 'wall', unit: 'ms' },
  ],
  thresholds: [
    { key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges for 10,000 cold callers' },
    { key: 'failed', atMost: 0, kind: 'count', title: 'of them failed' },
    { key: 'wallMs', relativeTo: 'limit', atMost: 1.3, kind: 'report', title: 'their wall time, times the limit' },
  ],
  async work({ create, issuer }) {
    const before = await issuer.exchanges();
    const client = await create();
    const startedAt = realMonotonic();
    const answers = await Promise.allSettled(Array.from({ length: callers }, () => client.getToken()));
    const wallMs = realMonotonic() - startedAt;
    const failed = answers.filter(({ status }) => status === 'rejected').length;
    return { exchanges: (await issuer.exchanges()) - before, failed, wallMs };
  },
};
