import { reportStatus } from '../../src/app-process.ts';
import type { DemoState } from '../../src/example.ts';
import type { HostMessage } from '../../src/messages.ts';
import { tokens } from './tokens.ts';

declare global {
  /** What the process that runs the example has told last. Next bundles modules more than once; the server has one state. */
  var demoState: DemoState | undefined;
}

process.on('message', (message: HostMessage) => {
  if (message.type === 'state') globalThis.demoState = message.state as DemoState;
});
reportStatus(tokens);
