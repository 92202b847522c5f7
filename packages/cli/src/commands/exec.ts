import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { CommonOptions } from '../common-options.ts';
import { exitCodes } from '../exit-codes.ts';
import { openClient } from '../open-client.ts';
import { complain } from '../print/complain.ts';
import { settings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** What `tokenkeep exec` can be told. */
export interface ExecOptions extends CommonOptions {
  readonly env?: string;
  readonly minLifetime?: number;
}

/** Passed on to the command. SIGKILL and SIGSTOP cannot be. */
const signals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'] as const;
/** Those that a terminal sends to the command by itself. */
const fromTerminal: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT', 'SIGWINCH']);

/**
 * Runs a command with the token in its environment, and ends as it does: with its exit code, or by the signal that
 * ended it. The variables that hold the secret are taken out.
 */
export async function exec(command: readonly string[], options: ExecOptions): Promise<number> {
  const { env: name, minLifetime = 0, ...given } = options;
  if (name !== undefined && !/^[A-Za-z_]\w*$/.test(name)) {
    throw new UsageError('--env must be the name of a variable, such as ACCESS_TOKEN.');
  }
  await using open = await openClient(given);
  const { accessToken } = await open.client.getToken({ minLifetimeMs: minLifetime });
  const variable = name ?? (open.kind === 'symbl' ? 'SYMBL_ACCESS_TOKEN' : 'ACCESS_TOKEN');
  return runToEnd(command, { ...withoutSecrets(process.env), [variable]: accessToken });
}

/** The environment without what leads to the secret. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secret = settings.flatMap((setting) => (setting.secret ? [setting.variable, `${setting.variable}_FILE`] : []));
  return Object.fromEntries(Object.entries(env).filter(([name]) => ![...secret, 'TOKENKEEP_REDIS_URL'].includes(name)));
}

function runToEnd([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let child: ChildProcess | undefined;
  const passOn = (signal: NodeJS.Signals): void => {
    if (process.stdin.isTTY && fromTerminal.has(signal)) return;
    child?.kill(signal);
  };
  // Before it starts: it may be there before this line is left.
  for (const signal of signals) process.on(signal, passOn);
  const ended = (): void => {
    for (const signal of signals) process.off(signal, passOn);
  };
  const started = spawn(file, args, { env, stdio: 'inherit' });
  child = started;
  return new Promise((resolve) => {
    started.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
      ended();
      complain(
        `The command ${code === 'ENOENT' ? 'is not there' : `cannot be run (${code})`}: check its name and mode.`,
      );
      resolve(code === 'ENOENT' ? exitCodes.notFound : exitCodes.notExecutable);
    });
    started.once('exit', (code, signal) => {
      ended();
      resolve(code ?? endLike(signal));
    });
  });
}

/**
 * Ends this process by the same signal, so that a shell sees what it would have seen; where Node ignores that one, as it
 * does SIGPIPE, with the exit code by which shells tell it.
 */
function endLike(signal: NodeJS.Signals | null): number {
  if (signal === null) return exitCodes.failed;
  process.once('exit', () => process.kill(process.pid, signal));
  return 128 + constants.signals[signal];
}
