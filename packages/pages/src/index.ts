export { compileSnippets, type Compiled } from './compile-snippets.ts';
export { anchorsOf, linksOf, tableRows } from './links-and-tables.ts';
export { snippetsOf, type Snippet } from './snippets.ts';
