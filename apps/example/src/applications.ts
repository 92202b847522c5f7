import type { CacheKind } from './cache-place.ts';

/** One application of the example. */
export type AppSpec = (typeof applications)[number];

const adapter = {
  /** The path below which its conversations are. */
  callPath: '/conversations',
  /** Where it keeps its token; `undefined`: where all do. */
  cache: undefined as CacheKind | undefined,
  /** How many calls at once the exercise makes. */
  callsAtOnce: 100,
  /** In which ticks of the traffic it is called: in each, or each so many. */
  everyTicks: 1,
  /** How long a call may take: longer than any of them takes to give up by itself. */
  limitMs: 12_000,
};
const proxied = { ...adapter, callPath: '/api/symbl/v1/conversations' };
// Each call is a process of its own: so few that they do not slow down the rest. Files are all that they have in common.
const processes = { ...adapter, cache: 'file', callsAtOnce: 8, everyTicks: 8 } as const;
// It waits for ever: the one who calls it does not.
const naive = { ...adapter, cache: 'memory', limitMs: 4000 } as const;

/** What most teams have instead, to be measured beside them. */
export const naiveName = 'naive client';

/**
 * Bare core, every adapter, the command line, and who does without. `file`: in `apps`, and the app id at the token server
 * unless it shares one. `port`: wished for; another one if it is not free.
 */
export const applications = [
  { ...adapter, name: 'core', caption: 'a bare Node process', file: 'bare', port: 4011 },
  { ...adapter, name: 'nest-module', caption: 'a Nest application', file: 'nest', port: 4012 },
  { ...adapter, name: 'fastify-plugin', caption: 'a Fastify application', file: 'fastify', port: 4013 },
  { ...proxied, name: 'next', caption: 'this Next application', file: 'next', port: 4014 },
  { ...processes, name: 'command-line', caption: 'a process for each call', file: 'command-line', port: 4016 },
  { ...naive, name: naiveName, caption: 'a token in a variable', file: 'naive', port: 4015 },
];
