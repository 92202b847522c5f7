import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';

const operating = fileURLToPath(new URL('../../../docs/operating/', import.meta.url));
const rules = readFileSync(join(operating, 'alerts.yml'), 'utf8');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function until<T>(look: () => Promise<T | undefined>, limitMs = 90_000): Promise<T> {
  for (const end = Date.now() + limitMs; Date.now() < end; await setTimeout(200)) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
  }
  throw new Error('it has not come');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

it('the alert rules and their own tests pass promtool', () => {
  const promtool = (...args: string[]): string => execFileSync('promtool', args, { cwd: operating, encoding: 'utf8' });
  expect(promtool('check', 'rules', 'alerts.yml')).toContain('SUCCESS: 6 rules found');
  expect(promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
});

it('an outage of the issuer fires the alerts in a real Prometheus, and its end clears them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenkeep-prometheus-'));
  // Tokens of 8 s, so that the outage is short; minutes of the rules become seconds.
  await using server = await createMockServer({ tokenLifetimeMs: 8000 });
  const port = await freePort();
  const [{ appId, appSecret }] = server.apps;
  const app = fork(fileURLToPath(new URL('../dist/apps/fastify.js', import.meta.url)), {
    env: {
      ...process.env,
      SYMBL_BASE_URL: server.url,
      SYMBL_APP_ID: appId,
      SYMBL_APP_SECRET: appSecret,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve) => {
    app.on('message', (message: { type: string; url: string }) => message.type === 'ready' && resolve(message.url));
  });
  const quick = rules
    .replaceAll('[5m]', '[6s]')
    .replaceAll('[15m]', '[15s]')
    .replaceAll(/for: \w+/g, 'for: 1s');
  writeFileSync(join(folder, 'alerts.yml'), quick);
  const config = {
    global: { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '250ms' },
    rule_files: ['alerts.yml'],
    scrape_configs: [{ job_name: 'example', static_configs: [{ targets: [new URL(url).host] }] }],
  };
  // YAML reads JSON.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const traffic = new AbortController();
  try {
    const calling = (async () => {
      while (!traffic.signal.aborted) {
        await fetch(`${url}/conversations/1`).catch(() => undefined);
        await setTimeout(100);
      }
    })();
    const ask = async (path: string): Promise<unknown> =>
      (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json();
    const query = async (expr: string): Promise<readonly { readonly value: readonly [number, string] }[]> =>
      Object(await ask(`query?query=${encodeURIComponent(expr)}`)).data.result;
    const firing = async (): Promise<readonly string[]> => {
      const { data } = Object(await ask('alerts'));
      const alerts: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[] =
        data.alerts;
      return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
    };
    const some = async (expr: string): Promise<true | undefined> => ((await query(expr)).length > 0 ? true : undefined);

    await until(() => some('tokenkeep_token_time_to_expiry > 0'));
    expect(await firing()).toEqual([]);

    server.fault({ route: 'token', times: Infinity, fault: { kind: 'status', status: 500 } });
    for (const alert of ['TokenDiesSoon', 'NoToken', 'IssuerRests']) {
      await until(async () => ((await firing()).includes(alert) ? true : undefined));
    }

    server.clearFaults();
    await until(() => some('tokenkeep_token_time_to_expiry > 0'));
    await until(async () => ((await firing()).length === 0 ? true : undefined));

    const dashboard = readFileSync(join(operating, 'dashboard.json'), 'utf8');
    const exprs = [...dashboard.matchAll(/"expr": (".*"),?$/gm)].map(([, json = '']) => String(JSON.parse(json)));
    expect(exprs.length).toBeGreaterThan(9);
    const answers = await Promise.all(
      exprs.map(async (expr) => (await query(expr.replaceAll('$__rate_interval', '1m'))).length > 0),
    );
    const shown = exprs.filter((_, index) => answers[index]);
    expect(shown.join('\n')).toMatch(
      /time_to_expiry[^]*time_since_success[^]*exchanges_total[^]*_bucket[^]*rests_total/,
    );
    traffic.abort();
    await calling;
  } finally {
    traffic.abort();
    await end(prometheus);
    await end(app);
    rmSync(folder, { recursive: true, force: true });
  }
});
