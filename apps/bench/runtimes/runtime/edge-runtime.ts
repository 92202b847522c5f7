import { readFile } from 'node:fs/promises';
import { EdgeVM } from '@edge-runtime/vm';
import { installedVersion } from '../../src/parts/machine.ts';
import type { Runtime } from './runtime.ts';

/** The Edge runtime, as Next's middleware has it. */
export const edgeRuntime: Runtime = {
  name: 'Edge runtime',
  source: 'npm `@edge-runtime/vm`',
  async prepare() {
    return {
      version: installedVersion('@edge-runtime/vm'),
      async run(world, suite) {
        const vm = new EdgeVM();
        vm.evaluate(await readFile(suite.global, 'utf8'));
        // As text, so that nothing of Node's own world gets in or out.
        return JSON.parse(await vm.evaluate(`runSuite(${JSON.stringify(world)}).then(JSON.stringify)`));
      },
    };
  },
};
