/** One application of the example. */
export interface AdapterSpec {
  readonly name: string;
  /** In `src/apps`; its app id at the token server, unless all share one. */
  readonly file: string;
  /** Wished for; another one is taken if it is not free. */
  readonly port: number;
  /** The path below which its conversations are. */
  readonly callPath: string;
  /** Whether it is what most teams have instead, to be measured beside the adapters. */
  readonly naive: boolean;
}

/** Bare core and every adapter. */
export const adapters: readonly AdapterSpec[] = [
  { name: 'core', file: 'bare', port: 4011, callPath: '/conversations', naive: false },
  { name: 'nest-module', file: 'nest', port: 4012, callPath: '/conversations', naive: false },
  { name: 'fastify-plugin', file: 'fastify', port: 4013, callPath: '/conversations', naive: false },
  { name: 'next', file: 'next', port: 4014, callPath: '/api/symbl/v1/conversations', naive: false },
];

/** What most teams have instead. */
export const naiveClient: AdapterSpec = {
  name: 'naive client',
  file: 'naive',
  port: 4015,
  callPath: '/conversations',
  naive: true,
};
