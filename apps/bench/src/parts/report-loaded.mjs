// Preloaded: prints, at the end, which modules of node_modules were loaded.
import { registerHooks } from 'node:module';
import process from 'node:process';

const loaded = new Set();
registerHooks({
  load(url, context, nextLoad) {
    loaded.add(url);
    return nextLoad(url, context);
  },
});
process.on('exit', () => process.stdout.write([...loaded].join('\n')));
