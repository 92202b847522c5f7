import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A copy of core's sources that any user may read: a checkout may lie in a folder that is closed to others. */
    readableCore: string;
  }
}

/** Makes the copy, once for a run. @returns what removes it */
export default function makeReadableCopy(project: TestProject): () => void {
  const core = fileURLToPath(new URL('../..', import.meta.url));
  const copy = mkdtempSync(join(tmpdir(), 'tokenkeep-core-'));
  for (const name of ['package.json', 'src', 'test/caches/serve.ts']) {
    cpSync(join(core, name), join(copy, name), { recursive: true });
  }
  execFileSync('chmod', ['-R', 'a+rX', copy]);
  project.provide('readableCore', copy);
  return () => rmSync(copy, { recursive: true });
}
