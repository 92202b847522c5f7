import { lexer, walkTokens, type Token, type Tokens } from 'marked';

/** The places that a link into a page can name: its headings, as GitHub writes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const titles = tokensOf(page).flatMap((token) => (token.type === 'heading' ? [String(token['text'])] : []));
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Where a page links to, pictures included, within this repository. */
export function linksOf(page: string): readonly string[] {
  const links = tokensOf(page).flatMap((token) => {
    return token.type === 'link' || token.type === 'image' ? [String(token['href'])] : [];
  });
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

/** The cells of each row of a page's tables, without the rows of their heads. */
export function tableRows(page: string): readonly (readonly string[])[] {
  return tokensOf(page).flatMap((token) => {
    // A type guard that marked does not give: its tokens include those of extensions, with any name.
    if (token.type !== 'table') return [];
    const { rows } = token as Tokens.Table;
    return rows.map((row) => row.map(({ text }) => text));
  });
}

function tokensOf(page: string): readonly Token[] {
  const tokens: Token[] = [];
  walkTokens(lexer(page), (token) => {
    tokens.push(token);
  });
  return tokens;
}
