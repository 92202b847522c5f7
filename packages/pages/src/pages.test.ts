import { describe, expect, it } from 'vitest';
import { anchorsOf, compileSnippets, linksOf, snippetsOf, tableRows } from './index.ts';

const folder = new URL('..', import.meta.url);
const fence = '```';
const page = `# A page, with *stress*

- In a list:

  ${fence}ts
  const one: number = 1;
  ${fence}

${fence}ts not compiled: it goes wrong, to show that
const two: number = 'two'; // [no](link.md)
${fence}

## Where next

~~~sh
# no heading
~~~

[a page](other.md#part), [the web](https://example.com), ![a picture](picture.png), \`log[level](event)\`

| option | what |
| ------ | ---- |
| \`a \\| b\` | either |
`;

describe('a page', () => {
  it('has snippets, wherever they stand, with the heading above', () => {
    expect(snippetsOf(page, 'ts', 'sh')).toEqual([
      { language: 'ts', note: '', code: 'const one: number = 1;\n', heading: 'A page, with *stress*' },
      expect.objectContaining({ note: 'not compiled: it goes wrong, to show that' }),
      { language: 'sh', note: '', code: '# no heading\n', heading: 'Where next' },
    ]);
  });

  it('has links, anchors and tables, and none of them in code', () => {
    expect(linksOf(page)).toEqual(['other.md#part', 'picture.png']);
    expect([...anchorsOf(page)]).toEqual(['a-page-with-stress', 'where-next']);
    expect(tableRows(page)).toEqual([['`a | b`', 'either']]);
  });
});

describe('the compiler', () => {
  it('accepts what is right, and passes over what says why it is not compiled', { timeout: 60_000 }, () => {
    expect(compileSnippets(page, folder)).toEqual({ compiled: 1, complaints: '' });
  });

  it('complains of what is wrong', { timeout: 60_000 }, () => {
    const { compiled, complaints } = compileSnippets(page.replace(/not compiled.*/, ''), folder);
    expect(compiled).toBe(2);
    expect(complaints).toContain(`Type 'string' is not assignable to type 'number'`);
  });

  it.each(['not compiled', 'not compiled: ', 'twoslash'])('wants a reason: %j', (note) => {
    expect(() => compileSnippets(page.replace(/not compiled.*/, note), folder)).toThrow('not compiled: <why>');
  });
});
