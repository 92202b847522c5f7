import type { Action } from './state.ts';

/** What the buttons say. */
export const actionTitles: Readonly<Record<Action, string>> = {
  burst: 'Burst of 1,000 calls',
  'last-minute': 'Age the token to its last minute',
  revoke: 'Revoke it at the API',
  down: 'Issuer down',
  slow: 'Issuer slow',
  hanging: 'Issuer hanging',
  'wrong-credentials': 'Wrong credentials',
  normal: 'Back to normal',
};
