#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { run } from './run.ts';

// In `tokenkeep token | true` nobody reads: what is printed then is lost, and that is no failure.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const { version }: { version?: unknown } = Object(manifest);
process.exitCode = await run(process.argv.slice(2), String(version));
