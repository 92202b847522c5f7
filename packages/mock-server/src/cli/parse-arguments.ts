import { CommanderError } from 'commander';
import type { MockApp, MockLatency, MockServerOptions } from '../options.ts';
import { commandLine } from './command-line.ts';

/** What the command was asked to do. */
export type Request =
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'serve'; readonly options: MockServerOptions };

interface Typed {
  readonly port: number;
  readonly app?: readonly MockApp[];
  readonly tokenLifetime?: number;
  readonly rollover?: number;
  readonly latency?: MockLatency;
  readonly jwt?: true;
}

/** Reads the command line. Throws an `Error` that names the option and what it must be, never a secret. */
export function parseArguments(args: readonly string[], version: string): Request {
  let printed = '';
  const command = commandLine(version, (text) => (printed += text));
  try {
    const { app, tokenLifetime, rollover, latency, ...options } = command.parse(args, { from: 'user' }).opts<Typed>();
    return {
      kind: 'serve',
      options: {
        ...options,
        ...(app !== undefined && { apps: app }),
        ...(tokenLifetime !== undefined && { tokenLifetimeMs: tokenLifetime }),
        ...(rollover !== undefined && { rolloverMs: rollover }),
        ...(latency !== undefined && { latencyMs: latency }),
      },
    };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: printed };
    throw refusal(error);
  }
}

// Commander repeats what was typed, and that may be a pair whose --app was forgotten or misspelt.
function refusal({ code, message }: CommanderError): Error {
  const [, option, rest = ''] = /option '(--?[a-z][a-z-]*)([^']*)'/.exec(message) ?? [];
  const [, meant] = /Did you mean (?:one of )?(--[a-z-]+)/.exec(message) ?? [];
  if (option !== undefined && code === 'commander.optionMissingArgument') return new Error(`${option} needs a value.`);
  if (option !== undefined && code === 'commander.unknownOption' && /^(=|$)/.test(rest)) {
    return new Error(`Unknown option ${option}${meant === undefined ? '.' : `: did you mean ${meant}?`}`);
  }
  return new Error('Only options are taken, such as --app id:secret.');
}
