import { readFileSync } from 'node:fs';
import { tokenClientOptionNames } from '@tokenkeep/core';
import { compileSnippets } from '@tokenkeep/pages';
import { expect, it } from 'vitest';

const folder = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');

it('every snippet of the README compiles', { timeout: 120_000 }, () => {
  expect(compileSnippets(readme, folder)).toEqual({ compiled: 7, complaints: '' });
});

it('every option of a client is named in the README', () => {
  expect(tokenClientOptionNames.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
