#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { formatExchange } from './cli/format-exchange.ts';
import { parseArguments, type Request } from './cli/parse-arguments.ts';
import { shellLines } from './cli/shell-lines.ts';
import { createMockServer } from './create-mock-server.ts';
import type { MockServerOptions } from './options.ts';

const { stdout, stderr } = process;
// In `tokenkeep-mock | head -1` nobody reads on: what is printed then is lost, the server goes on.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined);

function parseOrExplain(): Request | undefined {
  try {
    return parseArguments(process.argv.slice(2), version());
  } catch (error) {
    stderr.write(`tokenkeep-mock: ${messageOf(error)}\nSee tokenkeep-mock --help.\n`);
    process.exitCode = 1;
    return undefined;
  }
}

async function serve(options: MockServerOptions): Promise<void> {
  const onExchange: MockServerOptions['onExchange'] = (record) => stderr.write(`${formatExchange(record)}\n`);
  const server = await createMockServer({ ...options, onExchange });
  stderr.write(`Listening on ${server.url}, press Ctrl-C to stop.\n`);
  // Nothing but these lines goes to standard output, so that a shell can take it over as it is.
  stdout.write(shellLines(server, options.apps === undefined));
  // Once each: a second Ctrl-C ends the process the hard way.
  process.once('SIGINT', server.close);
  process.once('SIGTERM', server.close);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const isObject = typeof manifest === 'object' && manifest !== null;
  return isObject && 'version' in manifest ? String(manifest.version) : 'unknown';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const request = parseOrExplain();
if (request?.kind === 'print') stdout.write(request.text);
if (request?.kind === 'serve') {
  try {
    await serve(request.options);
  } catch (error) {
    stderr.write(`tokenkeep-mock: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
