import type { Clock } from '@tokenkeep/core';
import type { HostMessage } from './messages.ts';

/** The system's clock, but that it goes ahead when the host says so, as the token server's does. */
export function travellingClock(): Clock {
  let aheadMs = Number(process.env['EXAMPLE_AHEAD_MS'] ?? 0);
  process.on('message', (message: HostMessage) => {
    if (message.type === 'advance') aheadMs += message.ms;
  });
  // A process that lives for one call does not stay for the sake of listening.
  process.channel?.unref();
  return { now: () => Date.now() + aheadMs, monotonic: () => performance.now() + aheadMs };
}
