import { symbl } from '@tokenkeep/core';
import { sharedTokenClient } from '@tokenkeep/next';

export const tokens = sharedTokenClient('symbl', () => ({ issuer: symbl() }));
