// What bundlers resolve this package to in code for browsers, so that such code does not build. An import that cannot be
// resolved is an error in all of them, whatever is imported; a missing export is not (webpack warns). Its name is what
// the developer gets to read, and lies in our own package, so that nobody can ever publish it.
// @ts-expect-error -- it must not exist
import '@tokenkeep/next/must-stay-on-the-server--it-holds-credentials';
import { inBrowser } from './in-browser.ts';

throw new Error(inBrowser);
