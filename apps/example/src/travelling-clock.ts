import type { Clock } from '@tokenkeep/core';
import type { HostMessage } from './messages.ts';

/**
 * The system's clock, but that it goes ahead when the host says so. The issuer's tokens age by as much at the same
 * moment: for both of them the hours in between have passed.
 */
export function travellingClock(): Clock {
  let aheadMs = 0;
  process.on('message', (message: HostMessage) => {
    if (message.type === 'advance') aheadMs += message.ms;
  });
  return { now: () => Date.now() + aheadMs, monotonic: () => performance.now() + aheadMs };
}
