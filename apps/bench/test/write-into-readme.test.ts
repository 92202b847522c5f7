import { describe, expect, it } from 'vitest';
import { betweenMarks } from '../src/parts/write-into-readme.ts';

describe('the README', () => {
  it('gets the text between its marks, again and again', () => {
    const once = betweenMarks('a\n<!-- bench -->\nold\n<!-- /bench -->\nb', 'bench', 'new');
    expect(once).toBe('a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb');
    expect(betweenMarks(once, 'bench', 'new')).toBe(once);
  });

  it('stays as it is without marks', () => {
    expect(betweenMarks('a <!-- bench --> b', 'bench', 'new')).toBe('a <!-- bench --> b');
    expect(betweenMarks('a', 'bench', 'new')).toBe('a');
  });
});
