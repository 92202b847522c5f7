import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of ours that has said its first word. `await using` ends it. */
export interface RunningProcess<Word> extends AsyncDisposable {
  readonly word: Word;
}

/**
 * Starts a file of this folder with an order in its `argv[2]`, as JSON, and waits for its first message. A server ends
 * when this process disconnects. Rejects with what the process complained of where it ends without a word.
 */
export async function startProcess<Word>(file: string, order: unknown = {}): Promise<RunningProcess<Word>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(order)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  const ended = once(child, 'exit');
  const [word]: [Word] = await Promise.race([
    once(child, 'message') as Promise<[Word]>,
    ended.then(() => Promise.reject(new Error(`${file} failed:\n${complaints}`))),
  ]);
  return {
    word,
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
