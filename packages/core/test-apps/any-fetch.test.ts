import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../test/caches/temporary-directory.ts';
import { hasOpenssl, makeCertificates } from '../test/certificates.ts';
import { installPackages } from './install-packages.ts';

const packages = {
  'node-22': 'npm:node@22',
  'node-24': 'npm:node@24',
  'node-26': 'npm:node@26',
  'undici-6': 'npm:undici@6',
  'undici-7': 'npm:undici@7',
  'undici-8': 'npm:undici@8',
  'node-fetch-2': 'npm:node-fetch@2',
  'node-fetch-3': 'npm:node-fetch@3',
  'cross-fetch': '4.1.0',
  'formdata-node': '6.0.3',
};

it.runIf(hasOpenssl())(
  "undici's fetch with proxies, client certificates and HTTP/2, node-fetch and cross-fetch serve exchange and API; every kind of body arrives as by plain fetch, at first and after a 401",
  async () => {
    using scratch = temporaryDirectory();
    using certificates = makeCertificates();
    const modules = installPackages(scratch.path, packages);
    const order = JSON.stringify({
      core: import.meta.resolve('../dist'),
      modules: pathToFileURL(modules).href,
      authorityFile: certificates.authorityFile,
      keyPair: certificates.valid,
    });
    const script = fileURLToPath(import.meta.resolve('./any-fetch-probe.mjs'));
    for (const name of ['node-22', 'node-24', 'node-26']) {
      const child = spawn(join(modules, name, 'bin/node'), [script, order], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
      const seen: unknown = JSON.parse(stdout || '{}');
      expect({ name, seen }).toMatchObject({ name, seen: { faults: [], done: { length: 113 } } });
    }
  },
);
