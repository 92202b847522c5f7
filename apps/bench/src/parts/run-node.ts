import { spawnSync } from 'node:child_process';
import { realMonotonic } from './bench-clock.ts';

/** What one run of Node took and said. */
export interface NodeRun {
  /** From its start to its end. */
  readonly wallMs: number;
  readonly stdout: string;
}

/** Runs Node to its end. Throws what it complained of where it fails. */
export function runNode(args: readonly string[], env: NodeJS.ProcessEnv = process.env): NodeRun {
  const startedAt = realMonotonic();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  const wallMs = realMonotonic() - startedAt;
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stderr}`);
  return { wallMs, stdout };
}
