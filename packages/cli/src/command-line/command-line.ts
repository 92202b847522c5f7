import { Command } from 'commander';
import type { AgentOptions } from '../commands/agent.ts';
import type { ExecOptions } from '../commands/exec.ts';
import type { FetchOptions } from '../commands/fetch.ts';
import type { StatusOptions } from '../commands/status.ts';
import type { TokenOptions } from '../commands/token.ts';
import type { CommonOptions } from '../common-options.ts';
import { parseDuration } from '../parse-duration.ts';
import { UsageError } from '../usage-error.ts';
import { addCommonFlags } from './common-flags.ts';
import { examples } from './examples.ts';
import { parsePort } from './parse-port.ts';

/**
 * The command and its subcommands, each loaded when it is called. Parsing neither prints errors nor ends the process: it
 * throws.
 *
 * @param done is told the exit code of the subcommand
 */
export function commandLine(version: string, done: (exitCode: number) => void): Command {
  const program = new Command('tokenkeep')
    .description('API access tokens for shells, cron jobs and programs in any language: one exchange for all of them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand(false)
    .enablePositionalOptions()
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
    .addHelpText('after', examples.all);

  const subcommand = (name: Exclude<keyof typeof examples, 'all'>, about: string): Command =>
    program.command(name).description(about).addHelpText('after', examples[name]);

  addCommonFlags(
    subcommand('token', 'print the token')
      .option('--json', 'as {"accessToken","expiresIn"}')
      .option('--header', 'as a header line, for curl -H @-')
      .option('--min-lifetime <duration>', 'that lives at least this long', minLifetime),
  ).action(async (options: TokenOptions) => {
    const { token } = await import('../commands/token.ts');
    done(await token(options));
  });

  addCommonFlags(
    subcommand('exec', 'run a command with the token in its environment')
      .argument('<command...>', 'the command and its arguments, after --')
      .passThroughOptions()
      .option('--env <name>', 'the variable (SYMBL_ACCESS_TOKEN, or ACCESS_TOKEN)')
      .option('--min-lifetime <duration>', 'a token that lives at least this long', minLifetime),
  ).action(async (command: string[], options: ExecOptions) => {
    const { exec } = await import('../commands/exec.ts');
    done(await exec(command, options));
  });

  addCommonFlags(
    subcommand('fetch', 'send a request with the token to the API')
      .argument('<url>', 'where to, or a path at the API')
      .option('-X, --request <method>', 'the method (GET, or POST with -d)')
      .option('-H, --header <line>', "a header, such as 'Accept: text/csv'; repeatable", collect)
      .option('-d, --data <text>', 'the body, or @file, or - for standard input', once)
      .option('-i, --include', 'print status and headers, too')
      .option('-o, --output <file>', 'where to put the body'),
  ).action(async (url: string, options: FetchOptions) => {
    const { fetchUrl } = await import('../commands/fetch.ts');
    done(await fetchUrl(url, options));
  });

  addCommonFlags(
    subcommand('status', 'tell what the cache holds for these credentials; asks nobody').option('--json', 'as JSON'),
  ).action(async (options: StatusOptions) => {
    const { status } = await import('../commands/status.ts');
    done(await status(options));
  });

  addCommonFlags(subcommand('doctor', 'try what could be wrong, and say what to do')).action(
    async (options: CommonOptions, { parent }: Command) => {
      const { doctor } = await import('../commands/doctor.ts');
      done(await doctor(options, parent?.args.slice(1) ?? []));
    },
  );

  addCommonFlags(
    subcommand('agent', "serve the token to this machine's other programs")
      .option('--socket <path>', 'listen on this socket ($XDG_RUNTIME_DIR/tokenkeep/agent.sock)')
      .option('--port <port>', 'listen on this port of 127.0.0.1 instead, and demand the key', parsePort)
      .option('--key-file <file>', 'where the key is, or is to be put ($XDG_RUNTIME_DIR/tokenkeep/agent.key)')
      .option('--log', 'write events as JSON lines to standard output'),
  ).action(async (options: AgentOptions) => {
    const { agent } = await import('../commands/agent.ts');
    done(await agent(options));
  });

  return program;
}

function minLifetime(text: string): number {
  return parseDuration('--min-lifetime', text);
}

function once(text: string, given: string | undefined): string {
  if (given === undefined) return text;
  throw new UsageError('-d can be given once: join the parts, with & in a form.');
}

function collect(text: string, given: readonly string[] = []): readonly string[] {
  return [...given, text];
}
