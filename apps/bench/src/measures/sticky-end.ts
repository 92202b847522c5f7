import type { WorkMeasure } from '../parts/measure.ts';

export const measure: WorkMeasure<'tokens'> = {
  title: 'An ageing token, re-served',
  about:
    'A sticky issuer whose token of 24 h has 60 s left, then 5 s. A new client each time, 1,000 calls one after the ' +
    'other; exchanges, the first included.',
  subjects: 'tokens',
  issuer: {},
  abreast: 3,
  repeats: 1,
  columns: [
    { key: 'exchanges60', title: 'exchanges at 60 s' },
    { key: 'exchanges5', title: 'exchanges at 5 s' },
    { key: 'failed', title: 'failed' },
  ],
  thresholds: [
    { key: 'exchanges60', atMost: 1, kind: 'count', title: 'exchanges with 60 s left' },
    { key: 'exchanges5', atMost: 1, kind: 'count', title: 'exchanges with 5 s left' },
  ],
  async work({ subject, issuer }) {
    await (await subject.create(issuer.address)).getToken();
    let failed = 0;
    let leftMs = 86_400_000;

    async function exchangesAt(ms: number): Promise<number> {
      await issuer.age(leftMs - ms);
      leftMs = ms;
      const before = await issuer.exchanges();
      const client = await subject.create(issuer.address);
      for (let call = 0; call < 1000; call += 1) {
        await client.getToken().catch(() => {
          failed += 1;
        });
      }
      return (await issuer.exchanges()) - before;
    }

    const startedAt = Date.now();
    const exchanges60 = await exchangesAt(60_500);
    leftMs -= Date.now() - startedAt;
    return { exchanges60, exchanges5: await exchangesAt(5500), failed };
  },
};
