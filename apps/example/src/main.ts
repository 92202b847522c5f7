import { parseArgs } from 'node:util';
import { Example } from './example.ts';
import { isRight } from './exercise.ts';

const help = `Usage: npm start -- [--once] [--cache memory|file|redis]

Starts the mock token server and one application per adapter, calls the protected API 100 times at once through each,
and 8 times through processes of the command line, prints what it cost, and serves a page that shows all of it, live,
until Ctrl-C.

  --once          exit after the table: 0 if every row is right, 1 if not
  --cache <kind>  memory: a token for each adapter (default); file, redis: one token for all of them, in a scratch
                  folder or in a redis-server of this run
  --help          show this text`;

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { once: { type: 'boolean' }, cache: { type: 'string', default: 'memory' }, help: { type: 'boolean' } },
  });
  const { once = false, cache } = values;
  if (values.help === true) {
    console.log(help);
    return 0;
  }
  if (cache !== 'memory' && cache !== 'file' && cache !== 'redis') {
    throw new Error(`--cache cannot be "${cache}": use memory, file or redis.`);
  }
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(130));
  });
  await using example = new Example(cache);
  const work = run(example, once);
  // After an interruption nobody waits for it, and what it was at fails.
  work.catch(() => undefined);
  const code = await Promise.race([work, interrupted]);
  return code ?? interrupted.then(() => 0);
}

/** Resolves to the exit code, or to nothing when it is up and stays so. */
async function run(example: Example, once: boolean): Promise<number | undefined> {
  const rows = await example.exercise();
  console.table(rows.map((row) => ({ ...row, result: isRight(row) ? 'ok' : 'WRONG' })));
  if (once) {
    if (!rows.every(isRight)) return 1;
    const who = rows.every(({ allowed }) => allowed === 1) ? 'Every adapter' : 'All adapters together';
    console.log(`${who} made one exchange.`);
    return 0;
  }
  await example.demonstrate();
  const urls = [['token server', (await example.server).url], ...example.urls] as const;
  for (const [name, url] of urls) console.log(`${name.padEnd(16)}${url}`);
  console.log(`\nOpen ${example.urls.get('next')} in a browser. Ctrl-C ends all of it.`);
}
