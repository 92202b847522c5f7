import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startIssuer } from '../issuer/start-issuer.ts';
import type { SubjectName } from '../subject.ts';
import type { Sample } from '../table.ts';
import type { Measure } from './measure.ts';
import type { WorkOrder } from './work-order.ts';

/** Runs one measure for one subject once: a new issuer, a new process. Rejects when the process fails. */
export async function runWork(measure: Measure, subject: SubjectName, quick: boolean): Promise<Sample> {
  await using issuer = await startIssuer(measure.issuer);
  const order: WorkOrder = { measure: measure.name, subject, address: issuer.address, quick };
  const entry = fileURLToPath(new URL('work-process.ts', import.meta.url));
  const child = fork(entry, [JSON.stringify(order)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  const ended = once(child, 'exit');
  return await Promise.race([
    once(child, 'message').then(([sample]: Sample[]) => sample ?? {}),
    ended.then(() => Promise.reject(new Error(`${measure.name} of ${subject} failed:\n${complaints}`))),
  ]);
}
