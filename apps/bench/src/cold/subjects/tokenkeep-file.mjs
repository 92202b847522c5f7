import { createTokenClient, symbl } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';

export async function getToken({ url, appId, appSecret, directory }) {
  const issuer = symbl({ appId, appSecret, baseUrl: url });
  await using tokens = createTokenClient({ issuer, cache: fileCache({ directory }) });
  return (await tokens.getToken()).accessToken;
}
