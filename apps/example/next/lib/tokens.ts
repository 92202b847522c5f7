import { sharedTokenClient } from '@tokenkeep/next';
import { tokenOptions } from '../../src/token-options.ts';

export const tokens = sharedTokenClient('symbl', tokenOptions);
