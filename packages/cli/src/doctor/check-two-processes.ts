import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fine, mend, type Finding } from './finding.ts';

/**
 * Runs two commands at once that find nothing in the cache: one exchange shall serve both.
 *
 * @param args the flags that this command was given, with a cache folder of its own
 */
export async function checkTwoProcesses(args: readonly string[]): Promise<Finding> {
  const [one, two] = await Promise.all([askForToken(args), askForToken(args)]);
  if (one.code !== 0 || two.code !== 0)
    return mend('Two processes at once: one of them got no token. Try tokenkeep token --verbose.');
  const exchanges = one.exchanges + two.exchanges;
  if (one.token === two.token && exchanges <= 1) return fine('Two processes at once share one exchange');
  return mend(
    `Two processes at once made ${String(exchanges)} exchanges: the cache is not shared, see the lines about it.`,
  );
}

interface Outcome {
  readonly code: unknown;
  readonly token: string;
  readonly exchanges: number;
}

async function askForToken(args: readonly string[]): Promise<Outcome> {
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [script, 'token', '--verbose', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [token, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, token, exchanges: said.match(/^tokenkeep: exchanged /gm)?.length ?? 0 };
}
