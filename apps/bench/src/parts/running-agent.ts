import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { command } from './run-command.ts';

/** `tokenkeep agent` in a process of its own, on a port. `await using` ends it. */
export interface RunningAgent extends AsyncDisposable {
  /** The seed's request to it, as autocannon wants it. */
  readonly request: {
    readonly url: string;
    readonly method: 'POST';
    readonly headers: { readonly 'content-type': string };
    readonly body: string;
  };
}

/** Starts an agent and waits until it listens. */
export async function startAgent(env: NodeJS.ProcessEnv): Promise<RunningAgent> {
  const child = spawn(process.execPath, [command, 'agent', '--port', '0'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface(child.stderr)) {
    const [, origin, file = ''] = /^Listening on (\S+), the key is in (.+)\.$/.exec(line) ?? [];
    if (origin === undefined) throw new Error(line);
    const appSecret = (await readFile(file, 'utf8')).trim();
    child.stderr.resume();
    return {
      request: {
        url: `${origin}/oauth2/token:generate`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'application', appId: 'any', appSecret }),
      },
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error('The agent did not start.');
}
