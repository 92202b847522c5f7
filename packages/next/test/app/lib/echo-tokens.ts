import { symbl } from '@tokenkeep/core';
import { sharedTokenClient } from '@tokenkeep/next';

/** For a second API of the same token. */
export const echoTokens = sharedTokenClient('echo', () => ({
  issuer: symbl(),
  apiOrigins: [process.env['ECHO_URL'] ?? ''],
}));
