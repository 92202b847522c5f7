import { realMonotonic, realSleep } from '../parts/bench-clock.ts';
import type { WorkMeasure } from '../parts/measure.ts';
import { pacedCalls } from '../parts/paced-calls.ts';

const outageMs = 10_000;

export const measure: WorkMeasure<'tokens'> = {
  title: 'The issuer is down, the token has expired',
  about:
    'After the end of a token the issuer answers 500 for 10 s, 200 calls per second, on the real clock. Then it is ' +
    'mended: how long until a call, made every 5 ms, gives a token. Not waited for beyond 31 s; a cool-down of ours lasts 30 s at most.',
  subjects: 'tokens',
  issuer: { tokenLifetimeMs: 3_600_000, rolloverMs: 1e12 },
  movesClock: true,
  abreast: 6,
  repeats: 1,
  columns: [
    { key: 'perSecond', title: 'exchanges per second' },
    { key: 'recoveryS', title: 'recovery', unit: 's' },
  ],
  thresholds: [
    { key: 'perSecond', atMost: 1, kind: 'count', title: 'exchanges per second' },
    { key: 'recoveryS', atMost: 30, kind: 'count', title: 'seconds until recovery' },
  ],
  async work({ subject, issuer, moveClock }) {
    await moveClock({});
    const client = await subject.create(issuer.address);
    await client.getToken();
    await issuer.breakDown({ kind: 'status', status: 500 });
    await moveClock({ aheadMs: 3_700_000 });
    const before = await issuer.exchanges();
    await pacedCalls(client, { perSecond: 200, durationMs: outageMs });
    const perSecond = ((await issuer.exchanges()) - before) / (outageMs / 1000);
    await issuer.mend();
    const mendedAt = realMonotonic();
    for (;;) {
      const recovered = await client.getToken().then(
        () => true,
        () => false,
      );
      const recoveryS = (realMonotonic() - mendedAt) / 1000;
      if (recovered || recoveryS > 31) return { perSecond, recoveryS };
      await realSleep(5);
    }
  },
};
