import { symbl, type TokenIssuer } from '@tokenkeep/core';
import type { Values } from '../settings.ts';
import { requireSetting } from './require-setting.ts';
import { secretReader } from './secret-reader.ts';

/** Symbl by `SYMBL_…`. @throws UsageError naming what is missing */
export function symblIssuer(values: Values): TokenIssuer {
  const appId = requireSetting(values, 'SYMBL_APP_ID');
  const readSecret = secretReader(values, 'SYMBL_APP_SECRET');
  const { SYMBL_BASE_URL: baseUrl } = values;
  return symbl({
    credentials: async () => ({ appId, appSecret: await readSecret() }),
    ...(baseUrl !== undefined && { baseUrl }),
  });
}
