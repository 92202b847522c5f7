import { symbl, type TokenClientOptions } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';
import { tellHost, travellingClock } from '../messages.ts';

const clock = travellingClock();

/** For `tokenkeep --config`, so that the host hears of its events and can let time pass. You need none. */
export default {
  issuer: symbl(),
  cache: fileCache({ directory: process.env['EXAMPLE_CACHE_PATH'] ?? '', clock }),
  onEvent: (event) => tellHost({ type: 'event', event }),
  clock,
} satisfies TokenClientOptions;
