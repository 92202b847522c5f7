import { CommanderError } from 'commander';
import { parseEndpointShape } from '../endpoint/parse-endpoint-shape.ts';
import type { MockApp, MockLatency, MockServerOptions } from '../options.ts';
import type { MockRoute } from '../own-route/mock-route.ts';
import { parseOwnRoute } from '../own-route/parse-own-route.ts';
import { commandLine } from './command-line.ts';

/** What the command was asked to do. */
export type Request =
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'serve'; readonly options: MockServerOptions };

interface Typed extends Pick<MockServerOptions, 'host' | 'port' | 'jwt' | 'cors' | 'controlKey'> {
  readonly app?: readonly MockApp[];
  readonly tokenLifetime?: number;
  readonly rollover?: number;
  readonly roundUp?: true;
  readonly latency?: MockLatency;
  readonly endpoint?: readonly unknown[];
  readonly routes?: unknown;
  readonly allowHost?: readonly string[];
}

/** Reads the command line. Throws an `Error` that names the option and what it must be, never a secret. */
export function parseArguments(args: readonly string[], version: string): Request {
  let printed = '';
  const command = commandLine(version, (text) => (printed += text));
  try {
    return { kind: 'serve', options: toOptions(command.parse(args, { from: 'user' }).opts<Typed>()) };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: printed };
    throw refusal(error);
  }
}

function toOptions(typed: Typed): MockServerOptions {
  const { app, tokenLifetime, rollover, roundUp, latency, endpoint = [], routes, allowHost, ...options } = typed;
  return {
    ...options,
    ...(app !== undefined && { apps: app }),
    ...(tokenLifetime !== undefined && { tokenLifetimeMs: tokenLifetime }),
    ...(rollover !== undefined && { rolloverMs: rollover }),
    ...(roundUp !== undefined && { roundLifetimesUp: true }),
    ...(latency !== undefined && { latencyMs: latency }),
    // Read here, where what is wrong can be said in terms of what was typed.
    ...(endpoint.length > 0 && { endpoints: endpoint.map((shape) => parseEndpointShape(shape, '--endpoint')) }),
    ...(routes !== undefined && { routes: parseRoutes(routes) }),
    ...(allowHost !== undefined && { allowedHosts: allowHost }),
  };
}

function parseRoutes(routes: unknown): readonly MockRoute[] {
  if (!Array.isArray(routes)) throw new Error('--routes must be a file with a JSON list of routes.');
  return routes.map((route, index) => parseOwnRoute(route, `--routes[${String(index)}]`));
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
