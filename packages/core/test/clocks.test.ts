import { describe, expect, it } from 'vitest';
import { createTokenClient, memoryCache } from '../src/index.ts';
import { drained } from './drained.ts';
import { ScriptedIssuer, type ScriptedIssuerOptions } from './scripted-issuer.ts';
import { SimulationClock } from './simulation-clock.ts';

const hour = 3_600_000;

/** A client whose wall clock and monotonic clock can part, and an issuer that keeps true time. */
class World {
  readonly clock = new SimulationClock();
  readonly client;
  readonly issuer: ScriptedIssuer;
  #trueTime = 0;

  constructor(options: Omit<ScriptedIssuerOptions, 'clock'> = {}) {
    this.issuer = new ScriptedIssuer({
      clock: { monotonic: () => this.#trueTime, setTimer: (...args) => this.clock.setTimer(...args) },
      lifetimeMs: hour,
      ...options,
    });
    const cache = memoryCache({ clock: this.clock });
    this.client = createTokenClient({ issuer: this.issuer, cache, clock: this.clock });
  }

  /** Time goes by, for all. Timers fire. */
  async pass(ms: number): Promise<void> {
    await drained();
    this.#trueTime += ms;
    await this.clock.pass(ms);
  }

  /** The machine sleeps: the monotonic clock, and with it every timer, stands still. */
  sleep(ms: number): void {
    this.#trueTime += ms;
    this.clock.jump(ms);
  }

  /** The process is frozen: time goes by, and timers fire when it is over. */
  async freeze(ms: number): Promise<void> {
    await drained();
    this.#trueTime += ms;
    this.clock.tick(ms);
    await drained();
  }

  /** Asks twice, so that the second is a hit wherever it can be. @throws if a dead token is served */
  async token(): Promise<string> {
    const tokens = [await this.client.getToken(), await this.client.getToken()];
    const dead = tokens.some(({ accessToken }) => !(this.issuer.endOf(accessToken) > this.#trueTime));
    if (dead) throw new Error('A dead token was served.');
    return tokens[1]?.accessToken ?? '';
  }
}

describe('the wall clock', () => {
  it('set ahead by hours loses no token: the issuer is asked once, and what it says is believed', async () => {
    const world = new World();
    const first = await world.token();
    world.clock.jump(5 * hour);
    expect(await world.token()).toBe(first);
    expect(world.issuer.startedAt).toHaveLength(2);
    await world.pass(hour / 2);
    expect(await world.token()).toBe(first);
    expect(world.issuer.startedAt).toHaveLength(2);
    await world.pass(hour / 2);
    expect(await world.token()).not.toBe(first);
  });

  it('set ahead while the issuer is down, and right again later, loses no token', async () => {
    const world = new World();
    const first = await world.token();
    world.issuer.script = () => Promise.reject(new TypeError('down'));
    world.clock.jump(5 * hour);
    const failing = world.client.getToken().catch(() => 'failed');
    await world.pass(2000);
    await world.pass(2000);
    expect(await failing).toBe('failed');
    world.clock.jump(-5 * hour);
    expect(await world.token()).toBe(first);
  });

  it.each([1, 5, 24 * 365])(
    'set back by %d hours keeps no token beyond its end, nor loses one before',
    async (hours) => {
      const world = new World();
      const first = await world.token();
      world.clock.jump(-hours * hour);
      expect(await world.token()).toBe(first);
      await world.pass(hour / 2);
      expect(await world.token()).toBe(first);
      expect(world.issuer.startedAt).toHaveLength(1);
      await world.pass(hour / 2);
      expect(await world.token()).not.toBe(first);
    },
  );

  it('set back by just as much as has passed revives no dead token', async () => {
    const world = new World();
    const first = await world.token();
    await world.pass(hour);
    world.clock.jump(-hour);
    expect(await world.token()).not.toBe(first);
  });

  it('that stands still keeps no dead token', async () => {
    const world = new World();
    const first = await world.token();
    for (let n = 0; n < 12; n += 1) {
      await world.pass(hour / 10);
      world.clock.jump(-hour / 10);
      await world.token();
    }
    expect(await world.token()).not.toBe(first);
  });

  it.each([-5 * hour, 5 * hour])(
    'set by %d ms during an exchange does not change when the token ends',
    async (byMs) => {
      const world = new World({ lifetimeMs: 24 * hour });
      world.issuer.script = (index) => {
        if (index > 0) return undefined;
        world.clock.jump(byMs);
        return undefined;
      };
      const first = await world.token();
      await world.pass(12 * hour);
      expect(await world.token()).toBe(first);
      await world.pass(12 * hour);
      expect(await world.token()).not.toBe(first);
    },
  );
});

describe('a machine that sleeps', () => {
  it.each([0.5, 1, 2, 1000])(
    'for %d hours, noticed by the wall clock alone, wakes with no dead token',
    async (hours) => {
      const world = new World({ lifetimeMs: 2 * hour });
      const first = await world.token();
      world.sleep(hours * hour);
      const second = await world.token();
      expect(second === first).toBe(hours < 2);
      expect(world.issuer.startedAt.length).toBe(hours < 2 ? 1 : 2);
    },
  );

  it('and whose wall clock is then set back an hour gets another token in time', async () => {
    const world = new World({ lifetimeMs: 4 * hour });
    const first = await world.token();
    world.sleep(2 * hour);
    expect(await world.token()).toBe(first);
    world.clock.jump(-hour);
    await world.pass(2 * hour - 310_000);
    // Nobody could know: half of it was slept through, and that half was then set back.
    world.clock.jump(hour);
    expect(await world.token()).toBe(first);
    await world.pass(310_000);
    expect(await world.token()).not.toBe(first);
  });

  it('while an exchange is on its way counts the whole night', async () => {
    const world = new World({ lifetimeMs: hour });
    world.issuer.script = (index) => {
      if (index > 0) return undefined;
      const grant = world.issuer.grant();
      world.sleep(8 * hour);
      return Promise.resolve(grant);
    };
    const asked = world.client.getToken();
    await drained();
    await world.pass(1000);
    await asked;
    await world.token();
    expect(world.issuer.minted).toBe(2);
  });
});

describe('a process that is frozen', () => {
  it('for hours serves no dead token when it goes on', async () => {
    const world = new World();
    const first = await world.token();
    await world.freeze(3 * hour);
    expect(await world.token()).not.toBe(first);
  });

  it('in the middle of a refresh fails that refresh alone, if the token lives', async () => {
    const world = new World({ lifetimeMs: 24 * hour });
    const first = await world.token();
    await world.pass(24 * hour - 200_000);
    world.issuer.script = () => new Promise(() => undefined);
    expect(await world.token()).toBe(first);
    expect(world.client.status().refreshing).toBe(true);
    await world.freeze(100_000);
    await world.pass(500);
    expect(world.client.status().refreshing).toBe(false);
    expect(await world.token()).toBe(first);
  });
});
