// Runs a task of this repository on a bare machine: brings the pinned Node and pnpm from npm, installs what is
// missing, then does the task. Plain JavaScript, since it has to run in whatever Node the machine has.
import { execFileSync, spawn } from 'node:child_process';
import { dirname, delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const toolchain = ['node@24.21.0', 'pnpm@12.21.0'];
const oldestNode = [22, 13];

const tasks = {
  start: [
    ['pnpm', 'exec', 'turbo', 'run', 'build', '--filter=@tokenkeep/example', '--output-logs=errors-only'],
    ['node', 'apps/example/dist/main.js', '{args}'],
  ],
  test: [['pnpm', 'exec', 'turbo', 'run', 'test', '--concurrency=1', '{args}']],
  bench: [
    ['pnpm', 'exec', 'turbo', 'run', 'build', '--filter=@tokenkeep/bench', '--output-logs=errors-only'],
    ['node', 'apps/bench/src/main.ts', '{args}'],
  ],
};

const [task, ...args] = process.argv.slice(2);
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
if (!Object.hasOwn(tasks, task ?? '')) stop(`Usage: node scripts/with-toolchain.mjs ${Object.keys(tasks).join(' | ')}`);
useToolchain();
checkNode();
const steps = [['pnpm', 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'], ...tasks[task]];
for (const step of steps) {
  const [command, ...parameters] = step.flatMap((word) => (word === '{args}' ? args : [word]));
  const code = await run(command, parameters);
  if (code !== 0) process.exit(code);
}

/** Puts the pinned Node and pnpm first on the PATH. npx keeps them in npm's cache, so only the first time is slow. */
function useToolchain() {
  const packages = toolchain.flatMap((name) => ['-p', name]);
  try {
    const found = execFileSync('npx', ['-y', ...packages, '-c', 'node -p process.execPath && command -v pnpm'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const folders = found
      .trim()
      .split('\n')
      .slice(-2)
      .map((path) => dirname(path));
    process.env.PATH = [...folders, process.env.PATH].join(delimiter);
  } catch {
    stop(`Could not get ${toolchain.join(' and ')} from npm: check that the npm registry can be reached.`);
  }
}

function checkNode() {
  const version = execFileSync('node', ['-v'], { encoding: 'utf8' }).trim();
  console.log(`Node ${version}`);
  const [major, minor] = version.slice(1).split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  stop(`Node ${oldestNode.join('.')} or newer is needed, and this is ${version}.`);
}

function run(command, parameters) {
  const child = spawn(command, parameters, { stdio: 'inherit' });
  // The task decides how to end; a terminal's Ctrl-C has reached it already.
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', () => undefined).on('SIGTERM', forward);
  return new Promise((resolve) => {
    child.on('error', (error) => stop(`Could not run ${command}: ${error.message}`));
    child.on('exit', (code, signal) => {
      process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
      resolve(signal === null ? code : 1);
    });
  });
}

function stop(line) {
  console.error(line);
  process.exit(1);
}
