import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { snippetsOf } from './snippets.ts';

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const base = fileURLToPath(new URL('../../../tsconfig.base.json', import.meta.url));

/** What became of the TypeScript of a page. */
export interface Compiled {
  /** How many snippets were compiled, so that none gets lost unseen. */
  readonly compiled: number;
  /** What the compiler said; nothing if all is well. */
  readonly complaints: string;
}

/**
 * Compiles the TypeScript that a page shows, each snippet a file of its own, as strictly as our own code.
 *
 * A snippet that is compiled or run elsewhere says so behind its language: `ts not compiled: <why>`. Throws where there
 * is another note, or no reason.
 *
 * @param folder that of a package, which finds itself and its dependencies by name; ours by their sources
 */
export function compileSnippets(page: string, folder: string | URL): Compiled {
  const snippets = snippetsOf(page, 'ts', 'tsx').filter(({ note }) => {
    if (note === '') return true;
    if (/^not compiled: \S/.test(note)) return false;
    throw new Error(`Behind the language of a snippet stands "${note}", not "not compiled: <why>".`);
  });
  const inside = mkdtempSync(join(folder instanceof URL ? fileURLToPath(folder) : folder, 'snippets-'));
  try {
    snippets.forEach(({ language, code }, index) => {
      writeFileSync(join(inside, `snippet-${index}.${language}`), code);
    });
    const config = {
      extends: base,
      // What an application does not need, and what Nest does.
      compilerOptions: {
        isolatedDeclarations: false,
        declaration: false,
        erasableSyntaxOnly: false,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
      include: ['*'],
    };
    writeFileSync(join(inside, 'tsconfig.json'), JSON.stringify(config));
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', inside], { encoding: 'utf8' });
    return { compiled: snippets.length, complaints: status === 0 ? stdout : `${stdout}ended with ${String(status)}` };
  } finally {
    rmSync(inside, { recursive: true });
  }
}
