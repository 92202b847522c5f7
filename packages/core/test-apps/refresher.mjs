// One process of the fleet of refresh.test.ts: asks for a token every 50 ms, and tells at the end what it saw.
import { createTokenClient, symbl } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';

const { credentials, directory, forMs } = JSON.parse(process.argv[2]);
const failures = [];
const tokens = createTokenClient({
  issuer: symbl(credentials),
  cache: fileCache({ directory }),
  onEvent: ({ type }) => {
    if (type === 'cache-failed' || type === 'exchange-failed') failures.push(type);
  },
});
await tokens.getToken();

const seen = new Set();
let slowestMs = 0;
let dead = 0;
const endsAt = Date.now() + forMs;
while (Date.now() < endsAt) {
  const startedAt = performance.now();
  const token = await tokens.getToken();
  slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  seen.add(token.accessToken);
  if (token.expiresAt <= Date.now()) dead += 1;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
await tokens.close();
process.stdout.write(`${JSON.stringify({ tokens: seen.size, slowestMs, dead, failures })}\n`);
