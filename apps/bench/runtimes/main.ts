// The portable suite in every runtime. With `--write` the table in RUNTIMES.md as well.
import { parseArgs } from 'node:util';
import { createMockServer } from '@tokenkeep/mock-server';
import { buildSuite } from './build-suite.ts';
import { writeIntoReadme } from '../src/parts/write-into-readme.ts';
import { writePage } from '../src/parts/write-page.ts';
import { runtimesPage, runtimesTable, type RuntimeReport } from './runtimes-page.ts';
import { bun } from './runtime/bun.ts';
import { chromium } from './runtime/chromium.ts';
import { deno } from './runtime/deno.ts';
import { edgeRuntime } from './runtime/edge-runtime.ts';
import { node } from './runtime/node.ts';
import type { Runtime } from './runtime/runtime.ts';
import { workerd } from './runtime/workerd.ts';

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
// The first is the oldest that the packages' `engines` allow, exactly: later releases of its line have more.
const runtimes = [
  node('22.13.0'),
  node('22.23.3'),
  node('24.21.0'),
  node('26.10.0'),
  bun,
  deno,
  workerd,
  edgeRuntime,
  chromium,
];

await using server = await createMockServer();
await using suite = await buildSuite();
const [{ appId, appSecret }] = server.apps;
const reports: RuntimeReport[] = [];
for (const runtime of runtimes) reports.push(await report(runtime));

const results = reports.flatMap(({ results }) => results);
const failed = results.filter(({ error }) => error !== undefined).length;
const skipped = reports.filter(({ missing }) => missing !== undefined).length;
if (options.write) {
  writePage(new URL('../RUNTIMES.md', import.meta.url), runtimesPage(reports));
  writeIntoReadme('runtimes', runtimesTable(reports));
}
console.log(`\n${results.length - failed} passed, ${failed} failed, ${skipped} skipped`);
// Every runtime runs in CI; a laptop may lack some.
process.exitCode = failed === 0 && (skipped === 0 || process.env['CI'] === undefined) ? 0 : 1;

async function report(runtime: Runtime): Promise<RuntimeReport> {
  const { name, source } = runtime;
  let version = 'unknown';
  try {
    const ready = await runtime.prepare();
    version = ready.version;
    console.log(`\n# ${name} ${version}`);
    const results = await ready.run({ baseUrl: server.url, appId, appSecret }, suite);
    for (const { name: scenario, error } of results) {
      console.log(error === undefined ? `ok - ${scenario}` : `not ok - ${scenario}\n${error}`);
    }
    return { name, source, version, results, missing: undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (version === 'unknown') {
      console.log(`\n# ${name} (${source})\nskipped: ${why}`);
      return { name, source, version, results: [], missing: why };
    }
    console.log(`not ok - runs at all\n${why}`);
    return { name, source, version, results: [{ name: 'runs at all', error: why }], missing: undefined };
  }
}
