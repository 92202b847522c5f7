import { randomUUID } from 'node:crypto';
import type { DemoState, Question } from '../../src/demo/state.ts';
import { tellHost, type HostMessage } from '../../src/messages.ts';

type Pending = Map<string, (answer: unknown) => void>;

const registryKey = Symbol.for('@tokenkeep/example/questions');

/**
 * Asks the process that runs the example.
 *
 * @returns `undefined` when there is none, or it is not ready, or does not answer within 5 s
 */
export async function askHost(question: Question): Promise<DemoState | undefined> {
  if (!process.connected) return undefined;
  const id = randomUUID();
  const waiting = pending();
  const answer = await new Promise<unknown>((resolve) => {
    const timer = setTimeout(resolve, 5000);
    waiting.set(id, (given) => {
      clearTimeout(timer);
      resolve(given);
    });
    tellHost({ type: 'question', id, question });
  });
  waiting.delete(id);
  return answer as DemoState | undefined;
}

/** One list and one listener, however often Next bundles this module. */
function pending(): Pending {
  const existing: unknown = Reflect.get(globalThis, registryKey);
  if (existing instanceof Map) return existing;
  const made: Pending = new Map();
  Object.defineProperty(globalThis, registryKey, { value: made });
  process.on('message', (message: HostMessage) => {
    if (message.type === 'answer') made.get(message.id)?.(message.answer);
  });
  return made;
}
