// For runtimes with a command line: the world as JSON in, the results as JSON out.
import { runSuite } from '../suite/run-suite.mjs';

const [world] = globalThis.Deno?.args ?? globalThis.process.argv.slice(2);
console.log(JSON.stringify(await runSuite(JSON.parse(world))));
