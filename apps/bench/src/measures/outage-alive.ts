import type { Fault } from '@tokenkeep/mock-server';
import type { WorkMeasure } from '../parts/measure.ts';
import { pacedCalls, type PacedCalls } from '../parts/paced-calls.ts';

export const measure: WorkMeasure<'tokens'> = {
  title: 'The issuer is down, the token lives',
  about:
    'A token of one hour with 45 s left; from then on the issuer answers 500, then, with a new client, never answers. ' +
    '200 calls per second for 5 s each, on the real clock. Waiting: pending for more than 10 ms.',
  subjects: 'tokens',
  issuer: { tokenLifetimeMs: 3_600_000, rolloverMs: 1e12 },
  movesClock: true,
  abreast: 4,
  repeats: 1,
  columns: [
    { key: 'failed500', title: '500: failed', unit: '%' },
    { key: 'waiting500', title: '500: waiting', unit: '%' },
    { key: 'failedHang', title: 'hangs: failed', unit: '%' },
    { key: 'waitingHang', title: 'hangs: waiting', unit: '%' },
  ],
  thresholds: [
    { key: 'failed500', atMost: 0, kind: 'count', title: '% failed, 500' },
    { key: 'waiting500', atMost: 0, kind: 'count', title: '% waiting, 500' },
    { key: 'failedHang', atMost: 0, kind: 'count', title: '% failed, hanging' },
    { key: 'waitingHang', atMost: 0, kind: 'count', title: '% waiting, hanging' },
  ],
  async work({ subject, issuer, moveClock }) {
    async function during(fault: Fault): Promise<PacedCalls> {
      await moveClock({});
      const client = await subject.create(issuer.address);
      await client.getToken();
      await issuer.breakDown(fault);
      await moveClock({ aheadMs: 3_555_000 });
      const found = await pacedCalls(client, { perSecond: 200, durationMs: 5000 });
      await issuer.mend();
      return found;
    }
    const answering = await during({ kind: 'status', status: 500 });
    const hanging = await during({ kind: 'hang' });
    return {
      failed500: (answering.failed / answering.calls) * 100,
      waiting500: (answering.stalled / answering.calls) * 100,
      failedHang: (hanging.failed / hanging.calls) * 100,
      waitingHang: (hanging.stalled / hanging.calls) * 100,
    };
  },
};
