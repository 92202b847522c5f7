import { inBrowser } from './in-browser.ts';

declare const require: (id: string) => unknown;

// What code for browsers gets by require. Jest with jsdom runs it, and is told why it cannot; a bundler, which reads what
// it will never run, comes upon what cannot be resolved (browser.ts says why). The condition is one that none sees through:
// they leave out what follows a certain throw.
if (Reflect.has(globalThis, 'globalThis')) throw new Error(inBrowser);
require('@tokenkeep/next/must-stay-on-the-server--it-holds-credentials');
