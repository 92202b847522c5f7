import { symbl, type TokenClientOptions } from '@tokenkeep/core';
import { sharedTokenClient } from '@tokenkeep/next';

export function tokenOptions(): TokenClientOptions {
  return { issuer: symbl() };
}

export const tokens = sharedTokenClient('symbl', tokenOptions);
