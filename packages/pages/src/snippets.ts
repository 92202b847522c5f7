import { lexer, walkTokens } from 'marked';

/** One block of code between fences. */
export interface Snippet {
  /** The first word behind the fence. */
  readonly language: string;
  /** What follows that word: `not compiled: <why>`, or nothing. Nobody sees it in the rendered page. */
  readonly note: string;
  /** With a line break at its end. */
  readonly code: string;
  /** The text of the nearest heading above it. */
  readonly heading: string;
}

/** The blocks of code of a page in these languages, as a parser of Markdown finds them. */
export function snippetsOf(page: string, ...languages: readonly string[]): readonly Snippet[] {
  const found: Snippet[] = [];
  let heading = '';
  walkTokens(lexer(page), (token) => {
    if (token.type === 'heading') heading = String(token['text']);
    if (token.type !== 'code') return;
    const [language = '', ...note] = String(token['lang'] ?? '').split(' ');
    if (languages.includes(language))
      found.push({ language, note: note.join(' '), code: `${String(token['text'])}\n`, heading });
  });
  return found;
}
