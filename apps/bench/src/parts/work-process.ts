// One subject, one measure, one process.
import { installClock } from './bench-clock.ts';
import type { IssuerAddress } from './issuer-address.ts';
import { IssuerControl } from './issuer-control.ts';
import { loadSubject, type SubjectKinds } from './load-subjects.ts';
import type { WorkMeasure } from './measure.ts';

/** What the subject's process is told. */
export interface WorkOrder {
  readonly measure: string;
  readonly kind: keyof SubjectKinds;
  readonly subject: string;
  readonly address: IssuerAddress;
  readonly quick: boolean;
}

const order: WorkOrder = JSON.parse(process.argv[2] ?? '');
const { measure }: { measure: WorkMeasure } = await import(`../measures/${order.measure}.ts`);
// Before the subject is loaded: it may keep Date or setTimeout for itself.
const setClock = measure.movesClock === true ? installClock() : undefined;
const issuer = new IssuerControl(order.address);
const sample = await measure.work({
  subject: await loadSubject(order.kind, order.subject),
  issuer,
  quick: order.quick,
  other: (name) => loadSubject(order.kind, name),
  async moveClock(change) {
    if (setClock === undefined) throw new Error(`${order.measure} does not say that it moves the clock.`);
    setClock(await issuer.moveClock(change));
  },
});
process.send?.(sample, undefined, undefined, () => process.exit());
