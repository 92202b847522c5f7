import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { createTokenClient, type TokenClient, type TokenEvent } from '../src/index.ts';
import { FakeClock } from '../src/testing/index.ts';
import { ScriptedIssuer } from './scripted-issuer.ts';

interface World {
  readonly clock: FakeClock;
  readonly issuer: ScriptedIssuer;
  readonly client: TokenClient;
  /** The events of flights, each with the caller in whose context it was told. */
  readonly told: (readonly [caller: string | undefined, event: TokenEvent])[];
  readonly ask: (caller: string) => Promise<unknown>;
  /** Moves time until it is settled. */
  readonly settle: <T>(work: Promise<T>) => Promise<T>;
}

function makeWorld(name?: string): World {
  const clock = new FakeClock();
  const issuer = new ScriptedIssuer({ clock, lifetimeMs: 3_600_000 });
  const caller = new AsyncLocalStorage<string>();
  const told: World['told'] = [];
  const onEvent = (event: TokenEvent): void => {
    if (event.type.startsWith('flight-')) told.push([caller.getStore(), event]);
  };
  const client = createTokenClient({ name, issuer, clock, onEvent });
  return {
    clock,
    issuer,
    client,
    told,
    ask: (who) => caller.run(who, () => client.getToken().catch((error: unknown) => error)),
    async settle(work) {
      const settled = work.then(() => true);
      while (!(await Promise.race([settled, clock.advance(10)]))) await Promise.resolve();
      return work;
    },
  };
}

const only = (told: World['told'], type: TokenEvent['type']): World['told'] =>
  told.filter(([, event]) => event.type === type);

describe('the events of a flight', () => {
  it('are told in the context of who caused it, and each who joins in their own', async () => {
    const { told, ask, settle } = makeWorld();
    await settle(Promise.all([ask('first'), ask('second'), ask('third')]));
    expect(told).toEqual([
      ['first', { type: 'flight-started', refresh: false }],
      ['second', { type: 'flight-joined' }],
      ['third', { type: 'flight-joined' }],
      [
        'first',
        expect.objectContaining({ type: 'flight-ended', outcome: 'token', callers: 3, remainingMs: 3_599_000 }),
      ],
    ]);
  });

  it('count 10,000 callers, and tell of the first hundred who join', async () => {
    const { told, ask, settle } = makeWorld();
    await settle(Promise.all(Array.from({ length: 10_000 }, () => ask('anybody'))));
    expect(only(told, 'flight-joined')).toHaveLength(100);
    expect(only(told, 'flight-ended')).toMatchObject([[expect.anything(), { callers: 10_000 }]]);
  });

  it('name nobody who waited when a refresh runs behind a caller', async () => {
    const { clock, told, ask, settle } = makeWorld();
    await settle(ask('first'));
    await clock.advance(3_500_000);
    told.length = 0;
    await settle(ask('later'));
    while (only(told, 'flight-ended').length === 0) await clock.advance(10);
    expect(told).toMatchObject([
      ['later', { type: 'flight-started', refresh: true }],
      ['later', { type: 'flight-ended', outcome: 'token', callers: 0 }],
    ]);
  });

  it('say with what it failed; in the rest after it there is one a second, however many call', async () => {
    const { clock, issuer, told, ask, settle } = makeWorld();
    issuer.script = () => Promise.reject(new Error('down'));
    await settle(ask('first'));
    expect(told.at(-1)).toMatchObject([
      'first',
      { type: 'flight-ended', outcome: 'failed', code: 'ERR_TOKEN_NETWORK', remainingMs: undefined },
    ]);
    told.length = 0;
    for (let calls = 0; calls < 50; calls += 1) await settle(ask('again'));
    await clock.advance(0);
    expect(only(told, 'flight-started').length).toBeLessThanOrEqual(2);
    expect(only(told, 'flight-ended')).toHaveLength(only(told, 'flight-started').length);
  });

  it('say that the client was closed', async () => {
    const { client, told, ask, clock } = makeWorld();
    const asked = ask('first');
    await client.close();
    await asked;
    await clock.advance(0);
    expect(told.at(-1)?.[1]).toMatchObject({ type: 'flight-ended', outcome: 'closed' });
  });

  it('carry the name of the client, as all events do', async () => {
    const { told, ask, settle } = makeWorld('billing');
    await settle(ask('first'));
    expect(told.map(([, { client }]) => client)).toEqual(['billing', 'billing']);
  });

  it('are none for a hit', async () => {
    const { told, ask, settle } = makeWorld();
    await settle(ask('first'));
    told.length = 0;
    for (let calls = 0; calls < 1000; calls += 1) await ask('hit');
    expect(told).toEqual([]);
  });
});
