import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { chromium as playwright } from 'playwright-core';
import type { Runtime, ScenarioResult } from './runtime.ts';

const executablePath = '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium. The page and the issuer share an origin, since the issuer allows no other one's scripts. */
export const chromium: Runtime = {
  name: 'Chromium',
  source: 'Debian `chromium`',
  async prepare() {
    if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: apt-get install chromium.`);
    const browser = await playwright.launch({ executablePath, args });
    const version = browser.version();
    await browser.close();
    return {
      version,
      async run(world, suite) {
        await using origin = await serveBoth(world.baseUrl, await readFile(suite.global, 'utf8'));
        const browserOfRun = await playwright.launch({ executablePath, args });
        try {
          const page = await browserOfRun.newPage();
          await page.goto(`${origin.url}/page`);
          const call = `runSuite(${JSON.stringify({ ...world, baseUrl: origin.url })}).then(JSON.stringify)`;
          const results: readonly ScenarioResult[] = JSON.parse(await page.evaluate<string>(call));
          return results;
        } finally {
          await browserOfRun.close();
        }
      },
    };
  },
};

interface Origin extends AsyncDisposable {
  readonly url: string;
}

/** One origin for the page with the suite and, behind it, the issuer. */
async function serveBoth(issuerUrl: string, script: string): Promise<Origin> {
  const server = createServer((request, response) => {
    if (request.url === '/page') {
      response.setHeader('content-type', 'text/html').end('<!doctype html><script src="/suite.js"></script>');
    } else if (request.url === '/suite.js') {
      response.setHeader('content-type', 'text/javascript').end(script);
    } else {
      passOn(issuerUrl, request, response);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function passOn(issuerUrl: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  const onward = httpRequest(new URL(request.url ?? '/', issuerUrl), { method, headers });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
