// What a fleet costs its issuer and its Redis: `node docs/scaling/simulate.mjs` prints the tables of ../scaling.md.
// The same seed gives the same numbers. When to refresh is decided by core's own freshness.ts; the rest is a model of
// core's keeper/ and flight/ in virtual time.
import { freshness, refreshWindow } from '../../packages/core/src/token/freshness.ts';

const second = 1000;
const hour = 3600 * second;
const lifetimeMs = 24 * hour;
const instances = 10_000;

/** mulberry32: small, seeded, good enough to spread instants. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Events in order of their instant, a binary heap. */
class Agenda {
  #heap = [];

  add(at, run) {
    const heap = this.#heap;
    let index = heap.push({ at, run }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent].at <= heap[index].at) break;
      [heap[parent], heap[index]] = [heap[index], heap[parent]];
      index = parent;
    }
  }

  next() {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      let least = index;
      if (left < heap.length && heap[left].at < heap[least].at) least = left;
      if (left + 1 < heap.length && heap[left + 1].at < heap[least].at) least = left + 1;
      if (least === index) return first;
      [heap[least], heap[index]] = [heap[index], heap[least]];
      index = least;
    }
  }
}

/** Counts by second, and tells totals and peaks. */
class Meter {
  total = 0;
  #seconds = new Map();

  count(now) {
    this.total += 1;
    const at = Math.floor(now / second);
    this.#seconds.set(at, (this.#seconds.get(at) ?? 0) + 1);
  }

  busiest(spanMs) {
    const spans = new Map();
    for (const [at, count] of this.#seconds) {
      const span = Math.floor((at * second) / spanMs);
      spans.set(span, (spans.get(span) ?? 0) + count);
    }
    return Math.max(0, ...spans.values());
  }
}

/**
 * One fleet over a day and a bit.
 *
 * @param cache `memory`, `file` (shared by `perMachine` instances) or `redis` (shared by all)
 * @param rolloverMs how near its end the issuer replaces a token; before that it gives the same one
 * @param startMs over how long the instances start
 * @param deaths instances that lose their memory at `at` and start again within `withinMs`
 * @param outage when Redis is away
 */
function simulate({ cache, perMachine = 10, rolloverMs = 600 * second, startMs, deaths, outage, hours = 25 }) {
  const random = randomFrom(1);
  const agenda = new Agenda();
  const exchanges = new Meter();
  const operations = new Meter();
  const issuer = { id: 0, endsAt: -Infinity };
  const stores = new Map();
  let now = 0;

  const storeOf = (index) => {
    if (cache === 'memory') return undefined;
    const name = cache === 'redis' ? 0 : Math.floor(index / perMachine);
    if (!stores.has(name)) stores.set(name, { token: undefined, locked: false });
    return stores.get(name);
  };
  const away = () => cache === 'redis' && outage !== undefined && now >= outage.from && now < outage.to;
  const later = (delayMs, run) => agenda.add(now + delayMs, run);

  const fleet = Array.from({ length: instances }, (_, index) => ({
    store: storeOf(index),
    policy: { refreshWindowMs: 300 * second, windowShare: 1 - random() / 4, expiryLeewayMs: 30 * second },
    token: undefined,
    life: 0,
  }));

  const hold = (instance, token) => {
    const life = ++instance.life;
    instance.token = token;
    const dueAt = token.endsAt - refreshWindow(token.lifetimeMs, instance.policy);
    // A refresh starts with a call; each instance has about one a second.
    agenda.add(Math.max(now + second, dueAt + random() * second), () => {
      if (instance.life === life) ask(instance);
    });
  };
  const exchange = (instance, then) => {
    exchanges.count(now);
    const sentAt = now;
    // Most exchanges take 150 to 300 ms, a few take seconds.
    later(150 + 150 * random() + (random() < 0.01 ? 3000 * random() : 0), () => {
      if (issuer.endsAt - sentAt <= rolloverMs)
        Object.assign(issuer, { id: issuer.id + 1, endsAt: sentAt + lifetimeMs });
      const token = { id: issuer.id, endsAt: issuer.endsAt, lifetimeMs: issuer.endsAt - sentAt };
      then(token);
      hold(instance, token);
    });
  };
  const read = (instance) => {
    operations.count(now);
    const found = instance.store.token;
    const held = instance.token;
    if (found === undefined || !(found.endsAt > now)) return undefined;
    if (held === undefined) return found;
    const life = { remainingMs: found.endsAt - now, lifetimeMs: found.lifetimeMs };
    if (freshness(life, instance.policy) !== 'fresh') return undefined;
    return found.id === held.id && found.lifetimeMs >= held.lifetimeMs ? undefined : found;
  };
  // A refresh waits for the cache while the token has more than half of its window left.
  const canWait = ({ token, policy }) =>
    token !== undefined && token.endsAt - now > refreshWindow(token.lifetimeMs, policy) / 2;
  const ask = (instance, waits = 0, failures = 0) => {
    if (away() && canWait(instance)) {
      // A cache that failed is left alone for 1 s, doubling to 30 s; then the next call looks, one a second.
      const restMs = Math.min(second * 2 ** failures, 30 * second);
      return later(restMs + random() * second, () => ask(instance, 0, failures + 1));
    }
    if (instance.store === undefined || away()) return exchange(instance, () => undefined);
    const found = read(instance);
    if (found !== undefined) return hold(instance, found);
    operations.count(now);
    if (!instance.store.locked) {
      instance.store.locked = true;
      operations.count(now);
      return exchange(instance, (token) => {
        instance.store.locked = false;
        if (away()) return;
        // Publish, release.
        operations.count(now);
        operations.count(now);
        instance.store.token = token;
      });
    }
    return later(Math.min(25 * 1.3 ** waits, 500) * (0.5 + random()), () => ask(instance, waits + 1));
  };

  for (const instance of fleet) agenda.add(random() * startMs, () => ask(instance));
  if (deaths !== undefined) {
    for (const instance of fleet.slice(0, deaths.count)) {
      agenda.add(deaths.at, () => {
        instance.life += 1;
        instance.token = undefined;
        later(random() * deaths.withinMs, () => ask(instance));
      });
    }
  }
  const mark = { exchanges: 0, operations: 0 };
  if (deaths !== undefined || outage !== undefined) {
    agenda.add((deaths?.at ?? outage.from) - 1, () => {
      mark.exchanges = exchanges.total;
      mark.operations = operations.total;
    });
  }
  for (let event = agenda.next(); event !== undefined && event.at < hours * hour; event = agenda.next()) {
    now = event.at;
    event.run();
  }
  return { exchanges, operations, mark, hours };
}

const print = (line) => process.stdout.write(`${line}\n`);

const number = (value) => Math.round(value).toLocaleString('en-US');

function row(name, { exchanges, operations, hours }, redis) {
  const cells = [name, number(exchanges.total), number(exchanges.busiest(hour)), number(exchanges.busiest(second))];
  cells.push(
    redis ? (operations.total / (hours * 3600)).toFixed(2) : '–',
    redis ? number(operations.busiest(second)) : '–',
  );
  return `| ${cells.join(' | ')} |`;
}

const head = [
  '| | exchanges in 25 h | in the busiest hour | in the busiest second | Redis operations per second | in the busiest second |',
  '| --- | --- | --- | --- | --- | --- |',
];
const rollout = 600 * second;

print('Day: 10,000 instances, deployed over 10 minutes, one token lifetime and its refresh.\n');
print(head.join('\n'));
print(row('memory', simulate({ cache: 'memory', startMs: rollout })));
print(row('file, 10 instances per machine', simulate({ cache: 'file', startMs: rollout })));
print(row('file, 100 instances per machine', simulate({ cache: 'file', perMachine: 100, startMs: rollout })));
print(row('Redis', simulate({ cache: 'redis', startMs: rollout }), true));

print('\nWorst: an issuer that gives the same token to its very last second (rollover 0).\n');
print(head.join('\n'));
print(row('memory', simulate({ cache: 'memory', rolloverMs: 0, startMs: rollout })));
print(row('file, 10 instances per machine', simulate({ cache: 'file', rolloverMs: 0, startMs: rollout })));
print(row('Redis', simulate({ cache: 'redis', rolloverMs: 0, startMs: rollout }), true));

print('\nIncidents: what each adds.\n');
print('| | cache | exchanges | in the busiest second | Redis operations in the busiest second |');
print('| --- | --- | --- | --- | --- |');
const incident = (name, cache, options) => {
  const { exchanges, operations, mark } = simulate({ cache, startMs: rollout, ...options });
  const redis = cache === 'redis';
  const peak = number(exchanges.busiest(second));
  print(
    `| ${name} | ${cache} | ${number(exchanges.total - mark.exchanges)} | ${peak} | ${redis ? number(operations.busiest(second)) : '–'} |`,
  );
};
const deaths = { at: 6 * hour, count: 1000, withinMs: 10 * second };
for (const cache of ['memory', 'file', 'redis']) incident('1,000 die, back within 10 s', cache, { deaths, hours: 12 });
const refreshing = 24 * hour - 300 * second;
const quiet = { from: 6 * hour, to: 6 * hour + 30 * second };
const worst = { from: refreshing, to: refreshing + 30 * second };
const long = { from: refreshing, to: refreshing + 300 * second };
incident('Redis away for 30 s, at rest', 'redis', { outage: quiet, hours: 12 });
incident('Redis away for 30 s, as the refresh begins', 'redis', { outage: worst });
incident('Redis away for 5 min, as the refresh begins', 'redis', { outage: long });
incident('1,000 die while Redis is away for 30 s', 'redis', { outage: quiet, deaths, hours: 12 });
incident('all 10,000 start within a second', 'redis', { startMs: second, hours: 12 });
