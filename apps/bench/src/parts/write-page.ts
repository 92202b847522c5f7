import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Writes a page and formats it, as every file of the repository is. */
export function writePage(page: URL, text: string): void {
  writeFileSync(page, text);
  execFileSync('pnpm', ['exec', 'oxfmt', fileURLToPath(page)], { cwd: root, stdio: 'ignore' });
}
