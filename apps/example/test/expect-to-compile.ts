import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));

/** Snippets of a page, each a file of its own here, where everything that they import is installed. */
export async function expectToCompile(snippets: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(example, 'snippets-'));
  try {
    await Promise.all(snippets.map((code, index) => writeFile(join(folder, `snippet-${index}.ts`), code)));
    const options = { extends: '../tsconfig.json', include: ['.'], compilerOptions: { erasableSyntaxOnly: false } };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
    const compiled = promisify(execFile)('pnpm', ['exec', 'tsc', '-p', folder], { cwd: example });
    await expect(compiled.catch((error: { stdout: string }) => error.stdout)).resolves.toMatchObject({ stdout: '' });
  } finally {
    await rm(folder, { recursive: true });
  }
}
