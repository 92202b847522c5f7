// Run by symbl-js.test.ts in a process of its own: the SDK can switch off the TLS verification of the whole process.
import { sdk } from '@symblai/symbl-js';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { withSymbl } from '../recipes/symbl-js.ts';

const [, , baseUrl = '', appId = '', appSecret = '', api = ''] = process.argv;
const tokens = createTokenClient({ issuer: symbl({ baseUrl, appId, appSecret }), apiOrigins: [api] });
const endpoint = { type: 'pstn', phoneNumber: '1' };
const stop = () => withSymbl(tokens, (sdk) => sdk.stopEndpoint({ connectionId: '1', endpoint }), api);

const before = await stop();
await fetch(`${baseUrl}/__mock/revoke`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{}',
});
const after = await stop();
const verification = () => process.env['NODE_TLS_REJECT_UNAUTHORIZED'] ?? 'as it was';
const tls = verification();
const { accessToken } = await tokens.getToken();
await sdk.init({ accessToken });
const tlsWithoutTlsAuth = verification();
await tokens.close();
process.stdout.write(JSON.stringify({ before, after, tls, tlsWithoutTlsAuth }));
