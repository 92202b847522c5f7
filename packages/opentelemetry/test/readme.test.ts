import { readFileSync } from 'node:fs';
import { compileSnippets } from '@tokenkeep/pages';
import { expect, it } from 'vitest';

const folder = new URL('..', import.meta.url);

it('the README has a snippet that a strict compiler accepts', () => {
  const readme = readFileSync(new URL('README.md', folder), 'utf8');
  expect(compileSnippets(readme, folder)).toEqual({ compiled: 1, complaints: '' });
}, 60_000);
