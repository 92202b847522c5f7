import type { DemoState } from '../../src/example.ts';
import type { HostMessage } from '../../src/messages.ts';

// Next bundles this module more than once, and the server has one state.
const key = Symbol.for('@tokenkeep/example/state');

/** Listens to the process that runs the example, from now on. */
export function followHost(): void {
  process.on('message', (message: HostMessage) => {
    if (message.type === 'state') Reflect.set(globalThis, key, message.state);
  });
}

/** What that process has told last; `undefined` while it is not ready. */
export function shownState(): DemoState | undefined {
  const state: unknown = Reflect.get(globalThis, key);
  return state as DemoState | undefined;
}
