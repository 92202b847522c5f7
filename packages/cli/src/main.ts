#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { checkRuntime } from './doctor/check-runtime.ts';
import { exitCodes } from './exit-codes.ts';

// Before anything else is loaded: an older Node would stop in the middle with an error that does not say what to do.
const runtime = checkRuntime(process.versions);
if (runtime.ok) {
  // In `tokenkeep token | true` nobody reads: what is printed then is lost, and that is no failure.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const { version }: { version?: unknown } = Object(manifest);
  const { run } = await import('./run.ts');
  const exitCode = await run(process.argv.slice(2), String(version));
  // Printed to the end; then the process ends, though a module of --config has opened what would keep it, such as Redis.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
  process.exit(exitCode);
} else {
  process.stderr.write(`tokenkeep: ${runtime.line}\n`);
  process.exitCode = exitCodes.usage;
}
