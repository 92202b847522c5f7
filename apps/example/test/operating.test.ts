import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileSnippets } from '@tokenkeep/pages';
import { expect, it } from 'vitest';

const example = fileURLToPath(new URL('..', import.meta.url));
const root = join(example, '../..');
const page = await readFile(join(root, 'docs/operating.md'), 'utf8');

it('docs/operating.md shows in one snippet each how Nest, Fastify and Next switch telemetry on, and they compile', () => {
  expect(compileSnippets(page, example)).toEqual({ compiled: 3, complaints: '' });
});

it('docs/operating.md has a row for every metric, and one for every alert', async () => {
  const source = await readFile(join(root, 'packages/opentelemetry/src/instruments.ts'), 'utf8');
  const metrics = [...source.matchAll(/'(tokenkeep\.[a-z_.]+)'/g)].map(([, name]) => name ?? '');
  expect(metrics).toHaveLength(12);
  const rules = await readFile(join(root, 'docs/operating/alerts.yml'), 'utf8');
  const alerts = [...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name ?? '');
  expect(alerts).toHaveLength(6);
  for (const name of [...metrics, ...alerts]) expect(page).toContain(`| \`${name}\``);
});
