// A fresh process with the token in the file cache already. argv: issuer and folder as JSON.
import { argv } from 'node:process';
import { createTokenClient, symbl } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';

const { url, appId, appSecret, directory } = JSON.parse(argv[2]);
const tokens = createTokenClient({
  issuer: symbl({ appId, appSecret, baseUrl: url }),
  cache: fileCache({ directory }),
});
const { accessToken } = await tokens.getToken();
if (accessToken === '') throw new Error('No token.');
