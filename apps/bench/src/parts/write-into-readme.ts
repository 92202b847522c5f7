import { readFileSync } from 'node:fs';
import { writePage } from './write-page.ts';

const readme = new URL('../../../../README.md', import.meta.url);

/** Puts text between `<!-- name -->` and `<!-- /name -->` of the root README. Without these marks it stays as it is. */
export function writeIntoReadme(name: string, text: string): void {
  const before = readFileSync(readme, 'utf8');
  const after = betweenMarks(before, name, text);
  if (after !== before) writePage(readme, after);
}

/** The page with the text between its marks; the page as it is where it has none. */
export function betweenMarks(page: string, name: string, text: string): string {
  const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = page.indexOf(opening);
  const end = page.indexOf(closing);
  if (start === -1 || !(end > start)) return page;
  return `${page.slice(0, start + opening.length)}\n\n${text}\n\n${page.slice(end)}`;
}
