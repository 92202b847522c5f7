import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A Cloudflare Worker on the local workerd, started by wrangler. */
export interface RunningWorker extends AsyncDisposable {
  readonly url: string;
}

/** @param main the Worker's module, below the directory */
export async function startWorker(
  directory: string,
  main: string,
  variables: Readonly<Record<string, string>>,
): Promise<RunningWorker> {
  const config = {
    name: 'app',
    main,
    compatibility_date: '2026-01-01',
    compatibility_flags: ['nodejs_compat'],
    vars: variables,
  };
  const configFile = join(directory, `${main.replaceAll(/\W/g, '-')}.json`);
  await writeFile(configFile, JSON.stringify(config));
  const wrangler = createRequire(join(directory, 'package.json')).resolve('wrangler');
  const bin = join(wrangler, '..', '..', 'bin', 'wrangler.js');
  const args = [bin, 'dev', '--config', configFile, '--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0'];
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, CI: '1', WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' };
  const child = spawn(process.execPath, args, { cwd: directory, env });
  const closed = new Promise((resolve) => {
    child.once('close', resolve);
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += String(chunk);
        const found = /Ready on (http:\/\/\S+)/.exec(output)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    child.once('close', () => reject(new Error(`wrangler dev ended: ${output}`)));
  });
  return {
    url,
    async [Symbol.asyncDispose]() {
      // It ends its workerd with itself.
      child.kill();
      await closed;
    },
  };
}
