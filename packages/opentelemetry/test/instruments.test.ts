import { expect, it } from 'vitest';
import { everyEvent } from './every-event.ts';
import { createWorld } from './world.ts';

it('every metric has its name, and its unit in UCUM, as the semantic conventions ask', async () => {
  await using world = await createWorld();
  for (const event of everyEvent) world.listener(event);
  // A flight that ends with a token, for the gauge that only a success has.
  world.listener({
    type: 'flight-ended',
    outcome: 'token',
    durationMs: 1,
    callers: 1,
    remainingMs: 1,
    client: 'billing',
  });
  const { scopeMetrics } = await world.collect();
  const all = scopeMetrics.flatMap(({ metrics }) => metrics);
  expect(Object.fromEntries(all.map(({ descriptor }) => [descriptor.name, descriptor.unit]))).toEqual({
    'tokenkeep.exchanges': '{exchange}',
    'tokenkeep.exchange.duration': 's',
    'tokenkeep.token.time_to_expiry': 's',
    'tokenkeep.token.time_since_success': 's',
    'tokenkeep.refreshes.unchanged': '{refresh}',
    'tokenkeep.stale_serves': '{refresh}',
    'tokenkeep.rests': '{rest}',
    'tokenkeep.cache.hits': '{hit}',
    'tokenkeep.cache.failures': '{failure}',
    'tokenkeep.turn.wait.duration': 's',
    'tokenkeep.api.refusals': '{refusal}',
    'tokenkeep.api.resends': '{request}',
  });
  expect(all.filter(({ descriptor }) => descriptor.description === '')).toEqual([]);
});
