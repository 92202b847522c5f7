import { symbl, type TokenClientOptions } from '@tokenkeep/core';
import { sharedCache } from './cache/shared-cache.ts';
import { tellHost } from './messages.ts';
import { telemetry } from './telemetry.ts';
import { travellingClock } from './travelling-clock.ts';

/** The options that every application of the example gives to its adapter. Yours need `issuer` alone. */
export function tokenOptions(): TokenClientOptions {
  const clock = travellingClock();
  const measure = telemetry();
  return {
    issuer: symbl(),
    cache: sharedCache(clock),
    onEvent(event) {
      tellHost({ type: 'event', event });
      measure?.(event);
    },
    clock,
  };
}
