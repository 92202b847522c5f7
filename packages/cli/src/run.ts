import { CommanderError } from 'commander';
import { commandLine } from './command-line/command-line.ts';
import { explainRefusal } from './command-line/explain-refusal.ts';
import { describeFailure } from './print/describe-failure.ts';
import { complain } from './print/complain.ts';

/**
 * Runs one command line.
 *
 * @returns the exit code: 0, or what `exitCodes` says; a failure has been told in one line on standard error
 */
export async function run(args: readonly string[], version: string): Promise<number> {
  let exitCode = 0;
  try {
    await commandLine(version, (code) => (exitCode = code)).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = describeFailure(error instanceof CommanderError ? explainRefusal(error) : error);
    complain(failure.message);
    return failure.exitCode;
  }
}
