import { expect, it } from 'vitest';
import { checkRuntime } from './check-runtime.ts';

it.each([
  ['22.13.0', true],
  ['22.21.1', true],
  ['24.0.0', true],
  ['22.12.9', false],
  ['20.20.2', false],
  [undefined, false],
])('Node %s will do: %s', (node, ok) => {
  expect(checkRuntime({ node }).ok).toBe(ok);
});
