import { fine, mend, type Finding } from './finding.ts';

/** Node from 22.13 on has SQLite without a flag; Bun and Deno call themselves a Node that is new enough. */
export function checkRuntime({ node = '0.0' }: NodeJS.Dict<string>): Finding {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return fine(`Node ${node}`);
  return mend(`Node ${node} is too old: install 22.13 or newer.`);
}
