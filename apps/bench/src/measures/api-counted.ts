import { callOf, expectOk, startApi, workloads } from '../parts/api-calls.ts';
import { block } from '../parts/blocks.ts';
import type { WorkMeasure } from '../parts/measure.ts';

export const measure: WorkMeasure<'api'> = {
  title: 'Calling an API, counted',
  about:
    'GET and POST, one and 20 at a time, 40 calls each: what a call makes once a token is there. A `Request` counts ' +
    'where it is the one of the platform.',
  subjects: 'api',
  issuer: {},
  repeats: 1,
  columns: [
    { key: 'requests', title: '`Request` objects per call' },
    { key: 'apiRequests', title: 'requests to the API per call' },
    { key: 'exchanges', title: 'exchanges' },
  ],
  thresholds: [
    { key: 'requests', atMost: 0, kind: 'count', title: 'Request objects per call' },
    { key: 'apiRequests', atMost: 1, kind: 'count', title: 'requests to the API per call' },
    { key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges' },
  ],
  async work({ subject, issuer }) {
    await using target = await startApi(issuer.address);
    const before = await issuer.exchanges();
    const call = subject.create(target);
    let made = 0;
    globalThis.Request = new Proxy(globalThis.Request, {
      construct(Target, args, newTarget) {
        made += 1;
        return Reflect.construct(Target, args, newTarget);
      },
    });
    // The exchange is ky's, which makes a Request.
    await call(callOf(workloads[0], target.apiOrigin));
    made = 0;
    const requests = async (): Promise<number> => Number(await (await fetch(`${target.apiOrigin}/requests`)).text());
    const requestsBefore = await requests();
    let calls = 0;
    for (const workload of workloads) {
      for (const atOnce of [1, 20]) {
        await block(() => expectOk(call(callOf(workload, target.apiOrigin))), 40, atOnce);
        calls += 40;
      }
    }
    return {
      requests: made / calls,
      apiRequests: ((await requests()) - requestsBefore) / calls,
      exchanges: (await issuer.exchanges()) - before,
    };
  },
};
