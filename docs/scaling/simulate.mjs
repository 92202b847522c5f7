// What a fleet costs its issuer and its Redis: `node docs/scaling/simulate.mjs` prints the tables of ../scaling.md.
import { commandBytes, hour, instances, second, simulate } from './fleet.mjs';

const print = (line) => process.stdout.write(`${line}\n`);
const number = (value) => Math.round(value).toLocaleString('en-US');
const table = (title, head, rows) => {
  print(`\n${title}\n`);
  for (const cells of [head, head.map(() => '---'), ...rows]) print(`| ${cells.join(' | ')} |`);
};

const startMs = 600 * second;
const day = (name, options) => {
  const { exchanges } = simulate({ startMs, ...options });
  return [name, number(exchanges.total), number(exchanges.busiest(hour)), number(exchanges.busiest(second))];
};
const dayHead = ['', 'exchanges in 25 h', 'in the busiest hour', 'in the busiest second'];

table('A day', dayHead, [
  day('memory', { cache: 'memory' }),
  day('file, 10 instances per machine', { cache: 'file' }),
  day('file, 100 instances per machine', { cache: 'file', perMachine: 100 }),
  day('Redis', { cache: 'redis' }),
]);
table('A day with an issuer that gives the same token to its very last second', dayHead, [
  day('memory', { cache: 'memory', rolloverMs: 0 }),
  day('file, 10 instances per machine', { cache: 'file', rolloverMs: 0 }),
  day('Redis', { cache: 'redis', rolloverMs: 0 }),
]);

table(
  'Bytes of a command',
  ['command', 'bytes sent', 'bytes received'],
  Object.entries(commandBytes).map(([name, { sent, received }]) => [`\`${name}\``, sent, received]),
);
const load = (name, options) => {
  const { exchanges, commands, bytes } = simulate({ cache: 'redis', startMs, ...options });
  return [
    name,
    number(exchanges.total),
    number(commands.total),
    (commands.total / instances).toFixed(1),
    `${(bytes.total / 1e6).toFixed(1)} MB`,
    number(commands.busiest(second)),
    `${number(bytes.busiest(second) / 1000)} kB`,
  ];
};
table(
  'What Redis carries in 25 h',
  ['', 'exchanges', 'commands', 'per instance', 'bytes', 'commands in the busiest second', 'bytes in it'],
  [
    load('deployed over 10 minutes', {}),
    load('all 10,000 start within a second', { startMs: second }),
    load('an issuer that gives the same token to its last second', { rolloverMs: 0 }),
  ],
);

const incident = (name, cache, options) => {
  const { exchanges, commands, added } = simulate({ cache, startMs, ...options });
  const ofRedis = cache === 'redis' ? number(commands.busiest(second)) : '–';
  return [name, cache, number(added), number(exchanges.busiest(second)), ofRedis];
};
const deaths = { at: 6 * hour, count: 1000, withinMs: 10 * second };
const refreshing = 24 * hour - 300 * second;
const quiet = { from: 6 * hour, to: 6 * hour + 30 * second };
const failover = { from: 6 * hour - 20 * second, to: 6 * hour - 5 * second, loses: true };
const half = { from: refreshing, to: refreshing + 30 * second };
const long = { from: refreshing, to: refreshing + 300 * second };
table(
  'Incidents',
  ['', 'cache', 'exchanges', 'in the busiest second', 'Redis commands in the busiest second'],
  [
    ...['memory', 'file', 'redis'].map((cache) =>
      incident('1,000 die, back within 10 s', cache, { deaths, hours: 12 }),
    ),
    incident('Redis away for 30 s, at rest', 'redis', { outage: quiet, hours: 12 }),
    incident('a failover loses the token, at rest', 'redis', { outage: failover, hours: 12 }),
    incident('a failover loses the token, then 1,000 die', 'redis', { outage: failover, deaths, hours: 12 }),
    incident('a failover in the middle of the refresh loses lock and token', 'redis', {
      atExchange: { awayMs: 15 * second },
    }),
    incident('who refreshes is frozen in its exchange', 'redis', { atExchange: { freezes: true } }),
    incident('Redis away for 30 s, as the refresh begins', 'redis', { outage: half }),
    incident('Redis away for 5 min, as the refresh begins', 'redis', { outage: long }),
    incident('1,000 die while Redis is away for 30 s', 'redis', {
      deaths,
      outage: { ...quiet, from: deaths.at },
      hours: 12,
    }),
    incident('all 10,000 start within a second', 'redis', { startMs: second, hours: 1 }),
    incident('all 10,000 start within a second, each exchange takes 9 s', 'redis', {
      startMs: second,
      issuerMs: 9 * second,
      hours: 1,
    }),
  ],
);
