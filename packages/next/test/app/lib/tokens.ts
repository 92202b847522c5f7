import { symbl, type TokenClientOptions } from '@tokenkeep/core';
import { sharedTokenClient } from '@tokenkeep/next';

export function tokenOptions(): TokenClientOptions {
  const { SYMBL_BASE_URL = '', ECHO_URL = '' } = process.env;
  return { issuer: symbl(), apiOrigins: [SYMBL_BASE_URL, ECHO_URL] };
}

export const tokens = sharedTokenClient('symbl', tokenOptions);
