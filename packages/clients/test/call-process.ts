// Run by proxies-and-certificates.test.ts in a process of its own, whose environment says how it reaches the network.
import { createTokenClient, symbl } from '@tokenkeep/core';

const [, , baseUrl = '', appId = '', appSecret = ''] = process.argv;
const tokens = createTokenClient({ issuer: symbl({ baseUrl, appId, appSecret }) });
const { status } = await tokens.fetch(`${baseUrl}/v1/conversations/1`);
await tokens.close();
process.stdout.write(String(status));
