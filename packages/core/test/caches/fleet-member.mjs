// One process of a fleet, see fleet.ts: waits for orders on stdin, a line each, and tells on stdout what happens.
// It is the built package that runs here, in plain JavaScript: many processes start several times as fast.
import { createInterface } from 'node:readline';
import { clientCredentials, clientSecretBasic, createTokenClient, symbl } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';

function say(report) {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

/** As `issuerUnderTest`, of the built package. */
function issuerOf({ appId, appSecret, baseUrl }) {
  if (process.env.TOKENKEEP_ISSUER !== 'client_credentials') return symbl({ appId, appSecret, baseUrl });
  const auth = clientSecretBasic({ clientId: appId, clientSecret: appSecret });
  return clientCredentials({ tokenUrl: `${baseUrl}/oauth/token`, apiOrigins: [baseUrl], auth });
}

async function obey({ credentials, cache, timeoutMs }) {
  const waits = [];
  const tokens = createTokenClient({
    issuer: issuerOf(credentials),
    cache: cache === undefined ? undefined : fileCache({ directory: cache }),
    timeoutMs,
    fetch: async (input, init) => {
      say({ type: 'exchanging' });
      return fetch(input, init);
    },
    onEvent: (event) => {
      if (event.type === 'lock-waited') waits.push(event.outcome);
      if (event.type === 'cache-failed') waits.push(`cache-failed: ${event.operation}`);
    },
  });
  try {
    const { accessToken } = await tokens.getToken();
    return { type: 'served', accessToken, waits };
  } catch (error) {
    return { type: 'failed', message: String(error), waits };
  } finally {
    await tokens.close();
  }
}

say({ type: 'ready' });
for await (const line of createInterface({ input: process.stdin })) {
  say(await obey(JSON.parse(line)));
}
