import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { request } from 'node:http';
import { expect, it } from 'vitest';
import { command, run } from './run.ts';

// What the compose example runs in its container, reached from an address that is not loopback, by the service's name.
// Docker itself is not run: what it adds is the address and the name.

const compose = readFileSync(new URL('../examples/compose.yaml', import.meta.url), 'utf8');
const [, list = ''] = /command:\s*\[([^\]]*)\]/.exec(compose) ?? [];
const [runner, , packageName, ...options] = [...list.matchAll(/'([^']*)'/g)].map(([, word = '']) => word);
const [, controlKey = ''] = /TOKENKEEP_MOCK_CONTROL_KEY: (\S+)/.exec(compose) ?? [];
const outside = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

it.skipIf(outside === undefined)(
  'the compose example serves another container by its name, and lets it control',
  async () => {
    expect([runner, packageName]).toEqual(['npx', '@tokenkeep/mock-server']);
    let used: Promise<unknown> | undefined;
    const { code } = await run(process.execPath, [command, ...options, '--port', '0'], {
      env: { TOKENKEEP_MOCK_CONTROL_KEY: controlKey },
      onOutput: (child, stdout) => {
        const [, port] = /^SYMBL_BASE_URL=http:\/\/127\.0\.0\.1:(\d+)\n/.exec(stdout) ?? [];
        if (port === undefined) return;
        used ??= Promise.all([
          send(port, 'POST', '/oauth2/token:generate', JSON.stringify({ type: 'application', ...app() })),
          send(port, 'GET', '/__mock/counters'),
          send(port, 'GET', '/__mock/counters', '', ''),
        ]).finally(() => child.kill('SIGTERM'));
      },
    });
    expect(await used).toEqual([200, 200, 401]);
    expect(code).toBe(0);
  },
);

function app(): object {
  const value = (name: string): string => new RegExp(`${name}: (\\S+)`).exec(compose)?.[1] ?? '';
  return { appId: value('SYMBL_APP_ID'), appSecret: value('SYMBL_APP_SECRET') };
}

function send(port: string, method: string, path: string, body = '', key = controlKey): Promise<number | undefined> {
  const headers = { host: 'mock:4010', 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return new Promise((resolve, reject) => {
    const sent = request(`http://${outside ?? ''}:${port}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end(body);
  });
}
