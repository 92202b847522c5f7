import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));

/**
 * What a strict compiler says of pieces of TypeScript, each a file of its own, against our sources.
 *
 * @returns '' when all is well
 */
export function compileSnippets(snippets: readonly string[]): string {
  // Inside the package, so that they find it and its tools by name.
  const inside = mkdtempSync(join(folder, 'snippets-'));
  try {
    snippets.forEach((code, index) => writeFileSync(join(inside, `snippet-${index}.ts`), code));
    const config = {
      extends: '../../../tsconfig.base.json',
      compilerOptions: { isolatedDeclarations: false, declaration: false, noUnusedLocals: false },
      include: ['*.ts'],
    };
    writeFileSync(join(inside, 'tsconfig.json'), JSON.stringify(config));
    const { stdout, status } = spawnSync(join(folder, 'node_modules/.bin/tsc'), ['-p', inside], { encoding: 'utf8' });
    return status === 0 ? stdout : `${stdout}ended with ${String(status)}`;
  } finally {
    rmSync(inside, { recursive: true });
  }
}
