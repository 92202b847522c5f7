import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MockServer } from '@tokenkeep/mock-server';
import { inject } from 'vitest';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run one. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Another command than the installed one: a sample, a shell. */
  readonly command?: string;
  /** Called whenever it has printed something, with all that it has printed so far. */
  readonly onOutput?: (child: ChildProcess, stdout: string, stderr: string) => void;
}

/** Somebody with a home of their own who has installed the command. `using` removes the home. */
export class User implements Disposable {
  readonly home: string = mkdtempSync(join(tmpdir(), 'tokenkeep-home-'));
  readonly cwd: string;
  readonly #env: Readonly<Record<string, string>>;

  /** @param variables what is set besides PATH and HOME */
  constructor(variables: Readonly<Record<string, string>> = {}, cwd: string = inject('installed')) {
    this.cwd = cwd;
    const { PATH = '' } = process.env;
    // A folder of vitest's own would come first otherwise.
    this.#env = {
      PATH,
      HOME: this.home,
      XDG_CACHE_HOME: join(this.home, 'cache'),
      XDG_RUNTIME_DIR: this.home,
      ...variables,
    };
  }

  /** With the credentials of a mock server's first app. */
  static of({ url, apps: [{ appId, appSecret }] }: Pick<MockServer, 'url' | 'apps'>, cwd?: string): User {
    return new User({ SYMBL_APP_ID: appId, SYMBL_APP_SECRET: appSecret, SYMBL_BASE_URL: url }, cwd);
  }

  /** The folder of the file cache. */
  get cache(): string {
    return join(this.home, 'cache', 'tokenkeep');
  }

  /**
   * Runs `tokenkeep` with these arguments to its end, or another command.
   *
   * @throws when a secret, or a token where none belongs, has been printed
   */
  run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const { env = {}, input, command = join(this.cwd, 'node_modules/.bin/tokenkeep'), onOutput } = options;
    const variables: NodeJS.ProcessEnv = { ...this.#env, ...env };
    const child = spawn(command, args, { cwd: this.cwd, env: variables, timeout: 40_000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput?.(child, stdout, stderr);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onOutput?.(child, stdout, stderr);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    return new Promise((resolve, reject) => {
      child.once('error', reject).once('close', (code, signal) => {
        if (command.endsWith('tokenkeep') && leaks(args, variables, stdout, stderr)) {
          reject(new Error('A secret or a token was printed where none belongs.'));
        } else resolve({ code, signal, stdout, stderr });
      });
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/**
 * Whether something was printed that must not be: a secret of the environment anywhere; what has the shape of a token
 * or key (the mock server's and the agent's have 43 characters) but for the output of `token` and `exec`.
 */
function leaks([name]: readonly string[], env: NodeJS.ProcessEnv, stdout: string, stderr: string): boolean {
  const secrets = Object.entries(env).flatMap(([variable, value = '']) =>
    variable.endsWith('_SECRET') && value.trim() !== '' ? [value] : [],
  );
  const shown = name === 'token' || name === 'exec' ? stderr : stdout + stderr;
  return secrets.some((secret) => (stdout + stderr).includes(secret)) || /(?<![\w-])[\w-]{43}(?![\w-])/.test(shown);
}

/** A file of this package's tests. */
export function testFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** The permissions of a file or folder, as `chmod` takes them. */
export function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
