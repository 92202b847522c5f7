import { realMonotonic } from '../parts/bench-clock.ts';
import type { WorkContext, WorkMeasure } from '../parts/measure.ts';
import type { TokenSubject } from '../parts/token-subject.ts';

const callers = 10_000;

export const measure: WorkMeasure<'tokens'> = {
  title: '10,000 cold callers',
  about:
    'No token yet, an issuer that takes 50 ms, 10,000 calls at once in one process, until all are answered; then the ' +
    'same with a new client, when whatever is loaded at a first exchange is there. By ky: the limit, sent as ours is; ' +
    "loading ky's thirty files is most of what a first exchange of ours costs more.",
  subjects: 'tokens',
  issuer: { latencyMs: 50 },
  repeats: 3,
  enoughMs: 5000,
  columns: [
    { key: 'exchanges', title: 'exchanges' },
    { key: 'failed', title: 'failed' },
    { key: 'wallMs', title: 'wall', unit: 'ms' },
    { key: 'againMs', title: 'wall, second client', unit: 'ms' },
  ],
  thresholds: [
    { key: 'exchanges', atMost: 1, kind: 'count', title: 'exchanges' },
    { key: 'failed', atMost: 0, kind: 'count', title: 'failed' },
    {
      key: 'wallMs',
      relativeTo: 'limit-by-ky',
      atMost: 1.1,
      kind: 'report',
      title: 'wall, times the limit by ky',
    },
    {
      key: 'againMs',
      relativeTo: 'limit',
      atMost: 1.3,
      kind: 'report',
      title: 'wall of a second client, times the limit',
    },
  ],
  async work(context) {
    const before = await context.issuer.exchanges();
    const first = await allAtOnce(context);
    const exchanges = (await context.issuer.exchanges()) - before;
    const second = first.wallMs < 5000 ? await allAtOnce(context) : undefined;
    return { exchanges, ...first, ...(second !== undefined && { againMs: second.wallMs }) };
  },
};

async function allAtOnce({
  subject,
  issuer,
}: WorkContext<TokenSubject>): Promise<{ readonly failed: number; readonly wallMs: number }> {
  const client = await subject.create(issuer.address);
  const startedAt = realMonotonic();
  const answers = await Promise.allSettled(Array.from({ length: callers }, () => client.getToken()));
  const wallMs = realMonotonic() - startedAt;
  return { failed: answers.filter(({ status }) => status === 'rejected').length, wallMs };
}
