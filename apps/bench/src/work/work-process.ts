// One subject, one measure, one process.
import { installClock } from '../bench-clock.ts';
import { IssuerControl } from '../issuer/issuer-control.ts';
import { loadSubject } from '../subject.ts';
import type { Measure } from './measure.ts';
import type { WorkOrder } from './work-order.ts';

const order: WorkOrder = JSON.parse(process.argv[2] ?? '');
const { measure }: { measure: Measure } = await import(`../measures/${order.measure}.ts`);
// Before the subject is loaded: it may keep Date or setTimeout for itself.
const setClock = measure.movesClock === true ? installClock() : undefined;
const subject = await loadSubject(order.subject);
const issuer = new IssuerControl(order.address);
const sample = await measure.work({
  issuer,
  quick: order.quick,
  create: async () => subject.create(order.address),
  createOther: async (name) => (await loadSubject(name)).create(order.address),
  async moveClock(change) {
    if (setClock === undefined) throw new Error(`${measure.name} does not say that it moves the clock.`);
    setClock(await issuer.moveClock(change));
  },
});
process.send?.(sample, undefined, undefined, () => process.exit());
