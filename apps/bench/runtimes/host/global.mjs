// For places without modules or a command line: a global function.
import { runSuite } from '../suite/run-suite.mjs';

globalThis.runSuite = runSuite;
