// One fleet in virtual time: a model of core's keeper/ and flight/. When to refresh and which lock to try is decided by
// core's own code. The same seed gives the same numbers.
import { readFileSync } from 'node:fs';
import { locksToTry } from '../../packages/core/src/flight/turn.ts';
import { freshness, refreshWindow } from '../../packages/core/src/token/freshness.ts';
import { Agenda } from './agenda.mjs';
import { Meter } from './meter.mjs';
import { randomFrom } from './random.mjs';

export const second = 1000;
export const hour = 3600 * second;
export const instances = 10_000;
const [lifetimeMs, timeoutMs, leaseMs] = [24 * hour, 10 * second, 2 * second];
/** One in ten is a function: it has a call every 5 minutes on average, runs for 200 ms, and is frozen until the next. */
const isFunction = (index) => index % 10 === 0;
const [functionRunsMs, functionCallsMs] = [200, 600 * second];
const milestones = [0.5, 0.35, 0.2, 0.1, 0.05];

/** Measured on a real Redis, by packages/redis-cache/test/command-bytes.test.ts. */
export const commandBytes = JSON.parse(readFileSync(new URL('command-bytes.json', import.meta.url), 'utf8'));

/**
 * @param cache `memory`, `file` (shared by `perMachine` instances) or `redis` (shared by all)
 * @param rolloverMs how near its end the issuer replaces a token; before that it gives the same one
 * @param issuerMs how long each exchange takes; by default 150 to 300 ms, one in a hundred up to 3 s more
 * @param startMs over how long the instances start
 * @param deaths instances that lose their memory at `at` and start again within `withinMs`
 * @param outage when Redis is away, `from` and `to`; what it held is gone after that if it `loses` it
 * @param atExchange something befalls the second exchange, which is the refresh: its holder `freezes`, or 100 ms later Redis
 * is away for `awayMs` and loses what it held
 */
export function simulate(options) {
  const {
    cache,
    perMachine = 10,
    rolloverMs = 600 * second,
    issuerMs,
    startMs,
    deaths,
    atExchange,
    hours = 25,
  } = options;
  let { outage } = options;
  let now = 0;
  const random = randomFrom(1);
  const agenda = new Agenda();
  const exchanges = new Meter();
  const commands = new Meter();
  const bytes = new Meter();
  const issuer = { id: 0, endsAt: -Infinity };
  const stores = new Map();
  const storeOf = (index) => {
    if (cache === 'memory') return undefined;
    const name = cache === 'redis' ? 0 : Math.floor(index / perMachine);
    if (!stores.has(name)) stores.set(name, { token: undefined, locks: new Map() });
    return stores.get(name);
  };
  const away = () => cache === 'redis' && outage !== undefined && now >= outage.from && now < outage.to;
  const later = (delayMs, run) => agenda.add(now + delayMs, run);
  const lose = (at) => agenda.add(at, () => Object.assign(stores.get(0), { token: undefined, locks: new Map() }));
  const command = (kind) => {
    commands.count(now);
    bytes.count(now, commandBytes[kind].sent + commandBytes[kind].received);
  };

  const fleet = Array.from({ length: instances }, (_, index) => ({
    store: storeOf(index),
    policy: { refreshWindowMs: 300 * second, windowShare: 1 - random() / 4, expiryLeewayMs: 30 * second },
    callsMs: isFunction(index) ? functionCallsMs : second,
    freezes: isFunction(index),
    token: undefined,
    life: 0,
  }));

  const hold = (instance, token) => {
    const life = ++instance.life;
    instance.token = token;
    const dueAt = token.endsAt - refreshWindow(token.lifetimeMs, instance.policy);
    // A refresh starts with a call.
    agenda.add(Math.max(now + second, dueAt + random() * instance.callsMs), () => {
      if (instance.life === life) start(instance);
    });
  };
  const lives = ({ token }) => token !== undefined && token.endsAt > now;
  /** A flight has 10 s. Behind a call that was served, a function is frozen before it lands. */
  const start = (instance, failures = 0) => {
    const frozenAt = instance.freezes && lives(instance) ? now + functionRunsMs : Infinity;
    fly({ instance, failures, frozenAt, startedAt: now, waits: 0, locks: [] });
  };
  /** What a flight does later it does only if it is not frozen by then; else it is given up at the next call. */
  const step = (flight, delayMs, run) => {
    if (now + delayMs < flight.frozenAt) return later(delayMs, run);
    const { instance, frozenAt } = flight;
    const { life } = instance;
    agenda.add(frozenAt + leaseMs, () => release(flight, true));
    agenda.add(Math.max(now, frozenAt) + random() * functionCallsMs, () => {
      if (instance.life === life) start(instance);
    });
  };
  const release = (flight, lapsed = false) => {
    const { store } = flight.instance;
    for (const name of flight.locks) {
      if (store.locks.get(name) !== flight) continue;
      if (!lapsed) command('release');
      store.locks.delete(name);
    }
  };
  const take = (flight, name) => {
    const { locks } = flight.instance.store;
    command(locks.has(name) ? 'lockRefused' : 'lockTaken');
    if (locks.has(name)) return false;
    locks.set(name, flight);
    flight.locks.push(name);
    return true;
  };
  const look = ({ store, token: held, policy }, manner) => {
    const found = store.token;
    command(`${manner}${found === undefined ? 'Nothing' : 'Found'}`);
    if (found === undefined || !(found.endsAt > now)) return undefined;
    if (held === undefined) return found;
    if (freshness({ ...found, remainingMs: found.endsAt - now }, policy) !== 'fresh') return undefined;
    return found.id === held.id && found.lifetimeMs >= held.lifetimeMs ? undefined : found;
  };
  const exchange = (flight, beside, done) => {
    const leftMs = flight.startedAt + timeoutMs - now;
    exchanges.count(now);
    if (exchanges.total === 2 && atExchange?.freezes) flight.frozenAt = now + 100;
    if (exchanges.total === 2 && atExchange?.awayMs !== undefined) {
      outage = { from: now + 100, to: now + 100 + atExchange.awayMs };
      lose(outage.to);
    }
    const sentAt = now;
    const takesMs = issuerMs ?? 150 + 150 * random() + (random() < 0.01 ? 3000 * random() : 0);
    // One that says nothing for half of the time gets a second request beside it.
    if (!beside && takesMs > leftMs / 2) later(leftMs / 2, () => exchanges.count(now));
    step(flight, takesMs, () => {
      if (issuer.endsAt - sentAt <= rolloverMs)
        Object.assign(issuer, { id: issuer.id + 1, endsAt: sentAt + lifetimeMs });
      const token = { id: issuer.id, endsAt: issuer.endsAt, lifetimeMs: issuer.endsAt - sentAt };
      done(token);
      hold(flight.instance, token);
    });
  };
  // A refresh waits for the cache while the token has more than half of its window left.
  const canWait = ({ token, policy }) =>
    token !== undefined && token.endsAt - now > refreshWindow(token.lifetimeMs, policy) / 2;
  const fly = (flight) => {
    const { instance, failures } = flight;
    if (away() && canWait(instance)) {
      // A cache that failed is left alone for 1 s, doubling to 30 s; then the next call looks.
      const restMs = Math.min(second * 2 ** failures, 30 * second);
      return later(restMs + random() * instance.callsMs, () => start(instance, failures + 1));
    }
    if (instance.store === undefined || away()) return exchange(flight, false, () => undefined);
    const found = look(instance, 'look');
    if (flight.waits > 0) command('lookForRest');
    if (found !== undefined) return hold(instance, found);
    const left = 1 - (now - flight.startedAt) / timeoutMs;
    if (!(left > 0.05)) return exchange(flight, true, () => undefined);
    const name = locksToTry(left).find((one) => take(flight, one));
    if (name === undefined) {
      const next = milestones.find((part) => part < left) ?? 0;
      const backOffMs = Math.min(25 * 1.3 ** flight.waits, 500) * (0.5 + random());
      flight.waits += 1;
      return step(flight, Math.min(backOffMs, Math.ceil((left - next) * timeoutMs)), () => fly(flight));
    }
    // Who takes over from one who died has the first two spare locks too.
    if (name === '' && flight.waits > 0) for (const spare of ['-1', '-2']) take(flight, spare);
    const theirs = look(instance, 'lookAtMaster');
    command('lookForRestAtMaster');
    if (theirs !== undefined) {
      release(flight);
      return hold(instance, theirs);
    }
    exchange(flight, name !== '', (token) => {
      if (away()) return;
      command('publish');
      instance.store.token = token;
      release(flight);
    });
  };

  for (const instance of fleet) agenda.add(random() * startMs, () => start(instance));
  if (outage?.loses) lose(outage.to);
  for (const instance of fleet.slice(0, deaths?.count ?? 0)) {
    agenda.add(deaths.at, () => {
      instance.life += 1;
      instance.token = undefined;
      later(random() * deaths.withinMs, () => start(instance));
    });
  }
  let before = 0;
  const from = deaths?.at ?? outage?.from ?? (atExchange && 24 * hour - 600 * second);
  if (from !== undefined) agenda.add(from - 1, () => (before = exchanges.total));
  for (let event = agenda.next(); event !== undefined && event.at < hours * hour; event = agenda.next()) {
    now = event.at;
    event.run();
  }
  return { exchanges, commands, bytes, hours, added: exchanges.total - before };
}
