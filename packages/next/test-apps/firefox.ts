import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remove } from './next-app.ts';
import type { Visitor } from './visitor.ts';

const executablePath = '/usr/bin/firefox-esr';

/** Debian's Firefox, which playwright-core cannot drive, over WebDriver BiDi. */
export async function launchFirefox(): Promise<Visitor> {
  const profile = await mkdtemp(join(tmpdir(), 'tokenkeep-firefox-'));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'];
  const child = spawn(executablePath, args, { env: { PATH: process.env['PATH'], HOME: profile } });
  const closed = new Promise((resolve) => {
    child.once('close', resolve);
  });
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', () => reject(new Error(`${executablePath} ended: ${said}`)));
  });
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve, { once: true });
  });
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer: Record<string, unknown> = JSON.parse(String(data));
    waiting.get(Number(answer['id']))?.(answer);
  });
  let sent = 0;
  const send = async (method: string, params: object): Promise<unknown> => {
    sent += 1;
    const answer = new Promise<Record<string, unknown>>((resolve) => {
      waiting.set(sent, resolve);
    });
    socket.send(JSON.stringify({ id: sent, method, params }));
    const { result, error, message } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${String(error)}: ${String(message)}`);
    return result;
  };
  await send('session.new', { capabilities: {} });
  const open = async (url: string, wait: 'complete' | 'none'): Promise<string> => {
    const created = await send('browsingContext.create', { type: 'tab' });
    const context = String(Reflect.get(Object(created), 'context'));
    // An address that answers a download never becomes a page.
    await send('browsingContext.navigate', { context, url, wait }).catch(() => undefined);
    return context;
  };
  return {
    async visit(url) {
      await open(url, 'none');
    },
    async run(url, script) {
      const context = await open(url, 'complete');
      await send('script.evaluate', { expression: script, target: { context }, awaitPromise: true });
    },
    async [Symbol.asyncDispose]() {
      await send('browser.close', {}).catch(() => undefined);
      child.kill();
      await closed;
      await remove(profile);
    },
  };
}
