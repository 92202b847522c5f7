import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import type { Ended, User } from './user.ts';

/** What an agent answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** An agent that listens. */
export interface RunningAgent {
  /** Where: an origin, or the path of a socket. */
  readonly address: string;
  readonly child: ChildProcess;
  /** The key in its file, for one that has a port. */
  readonly key: string;
  /** Posts the seed's own request, or what `init` says. */
  ask(init?: Partial<Ask>): Promise<Answer>;
}

/** A request to an agent. */
export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Starts `tokenkeep agent`, calls `use` when it listens, then ends it. @returns how it ended */
export async function whileServing(
  user: User,
  args: readonly string[],
  use: (agent: RunningAgent) => Promise<void>,
  { signal = 'SIGTERM', env = {} }: { readonly signal?: NodeJS.Signals; readonly env?: Record<string, string> } = {},
): Promise<Ended> {
  let used: Promise<void> | undefined;
  const ended = await user.run(['agent', ...args], {
    env,
    onOutput: (child, _, stderr) => {
      const [, address = '', file] = /^Listening on (.+?)(?:, the key is in (.+))?\.\n/m.exec(stderr) ?? [];
      if (address === '' || used !== undefined) return;
      const key = file === undefined ? '' : readFileSync(file, 'utf8').trim();
      const agent: RunningAgent = { address, child, key, ask: (init = {}) => ask(address, key, init) };
      used = use(agent).finally(() => child.kill(signal));
      // Told by the one who awaits it below, when the agent has ended.
      used.catch(() => undefined);
    },
  });
  await used;
  return ended;
}

/** The seed's request with a key. */
export function seedBody(key: string): string {
  return JSON.stringify({ type: 'application', appId: 'anybody', appSecret: key });
}

function ask(address: string, key: string, init: Partial<Ask>): Promise<Answer> {
  const { method = 'POST', path = '/oauth2/token:generate', body = seedBody(key || 'anything') } = init;
  const headers = { host: 'localhost', 'content-type': 'application/json', ...init.headers };
  const url = address.startsWith('http') ? new URL(address) : undefined;
  const place = url === undefined ? { socketPath: address } : { host: url.hostname, port: url.port };
  return new Promise((resolve, reject) => {
    const sent = request({ ...place, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text && JSON.parse(text) }),
      );
    });
    sent.on('error', reject).end(body);
  });
}
