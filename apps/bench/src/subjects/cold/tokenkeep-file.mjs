import { createTokenClient, symbl } from '@tokenkeep/core';
import { fileCache } from '@tokenkeep/core/file-cache';

export const subject = {
  title: '**@tokenkeep/core**, `fileCache()`',
  packageName: '@tokenkeep/core',
  about: '`fileCache({ directory })`',
  needsRedis: false,
  async getToken({ url, appId, appSecret, directory }) {
    const issuer = symbl({ appId, appSecret, baseUrl: url });
    await using tokens = createTokenClient({ issuer, cache: fileCache({ directory }) });
    return (await tokens.getToken()).accessToken;
  },
};
