import type { CacheKind } from './cache-place.ts';

/** One application of the example. */
export interface AppSpec {
  readonly name: string;
  /** What it is, for its card. */
  readonly caption: string;
  /** In `src/apps`; its app id at the token server too, unless it shares one. */
  readonly file: string;
  /** Wished for; another one is taken if it is not free. */
  readonly port: number;
  /** The path below which its conversations are. */
  readonly callPath: string;
  /** With which caches it shares its token with the others. */
  readonly shares: readonly CacheKind[];
  /** How many calls at once the exercise makes, how often the traffic makes one, and how long one may take. */
  readonly callsAtOnce: number;
  readonly everyMs: number;
  readonly limitMs: number;
}

const adapter = {
  callPath: '/conversations',
  shares: ['file', 'redis'],
  callsAtOnce: 100,
  everyMs: 250,
  // Longer than any of them takes to give up by itself.
  limitMs: 12_000,
} as const;
const proxied = { ...adapter, callPath: '/api/symbl/v1/conversations' };
// Each call is a process of its own: so few that they do not slow down the rest.
const processes = { ...adapter, shares: ['file'], callsAtOnce: 8, everyMs: 2000 } as const;
// It waits for ever: the one who calls it does not.
const patient = { ...adapter, shares: [], limitMs: 4000 };

/** Bare core, every adapter, and the command line. */
export const applications: readonly AppSpec[] = [
  { ...adapter, name: 'core', caption: 'a bare Node process', file: 'bare', port: 4011 },
  { ...adapter, name: 'nest-module', caption: 'a Nest application', file: 'nest', port: 4012 },
  { ...adapter, name: 'fastify-plugin', caption: 'a Fastify application', file: 'fastify', port: 4013 },
  { ...proxied, name: 'next', caption: 'this Next application', file: 'next', port: 4014 },
  { ...processes, name: 'command-line', caption: 'a process for each call', file: 'command-line', port: 4016 },
];

/** What most teams have instead, to be measured beside them. */
export const naiveClient: AppSpec = {
  ...patient,
  name: 'naive client',
  caption: 'a token in a variable',
  file: 'naive',
  port: 4015,
};
