import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ScenarioResult } from './runtime.ts';

const run = promisify(execFile);
const environment = { ...process.env, NO_COLOR: '1' };

/** Runs the suite in a command that prints the results. */
export async function runCommand(command: string, args: readonly string[]): Promise<readonly ScenarioResult[]> {
  const { stdout } = await run(command, [...args], { timeout: 120_000, env: environment });
  return JSON.parse(stdout);
}

/** What the command says of its version, the first number in it. Rejects when there is no such command. */
export async function versionOf(command: string, args: readonly string[] = ['--version']): Promise<string> {
  const { stdout } = await run(command, [...args], { timeout: 60_000, env: environment });
  const version = /\d+[\d.-]*\d/.exec(stdout)?.[0];
  if (version === undefined) throw new Error(`${command} does not tell its version.`);
  return version;
}
