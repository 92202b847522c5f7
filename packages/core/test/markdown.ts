/** The places that a link into a page can name: its headings, as GitHub writes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const titles = [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The cells of each row of a page's tables, without the rows of their heads. */
export function tableRows(page: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const isRule = (line: string | undefined): boolean => line?.startsWith('| -') === true;
  const rows = lines.filter((line, at) => line.startsWith('|') && !isRule(line) && !isRule(lines[at + 1]));
  // A bar within code is written `\|`.
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/** The pieces of TypeScript that a page shows. */
export function snippetsOf(page: string): readonly string[] {
  return [...page.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code = '']) => code);
}

/** Where a page links to, within this repository. */
export function linksOf(page: string): readonly string[] {
  const links = [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

function withoutCode(page: string): string {
  return page.replace(/^```[^]*?^```/gm, '');
}
