import { describe, expect, it } from 'vitest';
import { isRight, type Row } from '../src/exercise.ts';
import { runMain } from './run-main.ts';

const figures = { calls: 100, failed: 0, exchanges: 1, allowed: 1, expiresIn: 86_399 };
const right: Row = { adapter: 'core', token: '••••', ...figures };

describe('the main job', () => {
  it('makes one exchange per adapter for 100 calls at once, and says so with its exit code', async () => {
    const { code, output } = await runMain(['--once']);
    expect(output).toContain('Every adapter made one exchange.');
    for (const adapter of ['core', 'nest-module', 'fastify-plugin', 'next']) {
      expect(output).toMatch(new RegExp(`'${adapter}' +│ 100 +│ 0 +│ 1 +│ 1 +│ '•{8}\\S{4}' +│ 863\\d\\d +│ 'ok'`));
    }
    // Eight processes of the command line share their token through files.
    expect(output).toMatch(/'command-line' +│ 8 +│ 0 +│ 1 +│ 1 +│ '•{8}\S{4}' +│ 863\d\d +│ 'ok'/);
    expect(code).toBe(0);
  });

  it('calls a row wrong that failed a call or made another exchange', () => {
    expect(isRight(right)).toBe(true);
    expect(isRight({ ...right, failed: 1 })).toBe(false);
    expect(isRight({ ...right, exchanges: 2 })).toBe(false);
  });

  it('rejects an option that it does not know in one line', async () => {
    const { code, output } = await runMain(['--twice']);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain('--twice');
    expect(code).toBe(1);
  });
});
