import { inScratchFolder } from '../parts/in-scratch-folder.ts';
import type { RowsMeasure } from '../parts/measure.ts';
import { command, environment } from '../parts/run-command.ts';
import { runNode } from '../parts/run-node.ts';
import { startIssuer } from '../parts/start-issuer.ts';

export const measure: RowsMeasure = {
  title: 'tokenkeep token',
  about:
    'The whole command, from its start to its end, with the token in the file cache already, less an empty script in ' +
    'the same Node, each pair one right after the other.',
  repeats: 11,
  columns: [
    { key: 'overBareMs', title: 'over bare Node', unit: 'ms' },
    { key: 'exchanges', title: 'exchanges' },
  ],
  thresholds: [
    { key: 'overBareMs', atMost: 60, kind: 'report', title: 'ms to a token out of a warm cache' },
    { key: 'exchanges', atMost: 0, kind: 'count', title: 'exchanges for it' },
  ],
  rows: () => [{ key: 'token', title: '**@tokenkeep/cli**' }],
  measureOne: () =>
    inScratchFolder(async (home) => {
      await using issuer = await startIssuer({});
      const env = environment(issuer.address, home);
      // Fills the cache.
      runNode([command, 'token'], env);
      const before = await issuer.exchanges();
      const bareMs = runNode(['--eval', '0'], env).wallMs;
      const overBareMs = runNode([command, 'token'], env).wallMs - bareMs;
      return { overBareMs, exchanges: (await issuer.exchanges()) - before };
    }),
};
