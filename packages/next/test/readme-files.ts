import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What the README shows. */
export interface ReadmeFiles {
  /** The text of each file, by the path that its first line names. */
  readonly files: ReadonlyMap<string, string>;
  /** How many blocks of TypeScript there are, with or without a path. */
  readonly blocks: number;
}

export async function readmeFiles(): Promise<ReadmeFiles> {
  const readme = await readFile(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const snippets = [...readme.matchAll(/^```tsx?\n\/\/ (\S+)\n(.*?)^```$/gms)];
  const files = new Map(snippets.map(([, path = '', code = '']) => [path, code]));
  return { files, blocks: readme.match(/^```tsx?$/gm)?.length ?? 0 };
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
