import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));
/** What is no part of the example: what is installed, generated, or a test. */
const others = /(^|\/)(node_modules|dist|\.next|\.turbo|test|test-apps)\/|vitest\.|next-env\.d\.ts$/;

it('is an example that one reads in an evening: at most 1,800 lines, comments and blank lines among them', async () => {
  const paths = await readdir(example, { recursive: true });
  const counted = paths.filter((path) => /\.(tsx?|css|mjs|js|html)$/.test(path) && !others.test(path));
  const texts = await Promise.all(counted.map((path) => readFile(join(example, path), 'utf8')));
  expect(texts.join('').split('\n').length - 1).toBeLessThanOrEqual(1800);
});
