// Runs in Node, Bun and Deno, see file-cache-runtimes.test.ts. Prints one line of JSON.
import { lstatSync, readdirSync } from 'node:fs';

const { core, credentials, directory } = JSON.parse(process.argv[2]);
// Whatever is made may be for everybody, if nobody takes care.
process.umask(0);
const { createTokenClient, symbl } = await import(`${core}/index.js`);
const { fileCache } = await import(`${core}/file-cache.js`);
const { testTokenCache } = await import(`${core}/testing.js`);

const tests = [];
testTokenCache('fileCache()', () => fileCache({ directory: `${directory}/contract` }), {
  describe: (_name, define) => define(),
  it: (name, test) => tests.push({ name, test }),
});
const broken = [];
for (const { name, test } of tests) await test().catch((error) => broken.push(`${name}: ${error.message}`));

const cache = fileCache({ directory: `${directory}/shared` });
const failures = [];
const tokens = createTokenClient({
  issuer: symbl(credentials),
  cache,
  onEvent: ({ type }) => {
    if (type.endsWith('failed')) failures.push(type);
  },
});
const { accessToken } = await tokens.getToken();
await tokens.close();
const lock = await cache.lock('held-by-the-test', 60_000);
const modes = ['contract', 'shared'].flatMap((name) =>
  readdirSync(`${directory}/${name}`).map((file) =>
    (lstatSync(`${directory}/${name}/${file}`).mode & 0o777).toString(8),
  ),
);
const seen = { clauses: tests.length, broken, failures, accessToken, locked: lock !== undefined };
process.stdout.write(`${JSON.stringify({ ...seen, modes: [...new Set(modes)] })}\n`);
