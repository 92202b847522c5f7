import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { snippetsOf } from '@tokenkeep/pages';

/** What the README shows. */
export interface ReadmeFiles {
  /** The text of each file, by the path that its first line names. */
  readonly files: ReadonlyMap<string, string>;
  /** How many blocks of TypeScript there are, with or without a path. */
  readonly blocks: number;
}

export async function readmeFiles(): Promise<ReadmeFiles> {
  const readme = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const snippets = snippetsOf(readme, 'ts', 'tsx');
  const files = snippets.flatMap(({ code }) => {
    const [, path, text = ''] = /^\/\/ (\S+)\n([^]*)$/.exec(code) ?? [];
    return path === undefined ? [] : [[path, text] as const];
  });
  return { files: new Map(files), blocks: snippets.length };
}

export async function writeFiles(
  directory: string,
  files: Iterable<readonly [path: string, text: string]>,
): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}
