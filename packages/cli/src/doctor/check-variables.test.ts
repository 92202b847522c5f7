import { expect, it } from 'vitest';
import { checkVariables } from './check-variables.ts';

it('says nothing of variables that are not set, but that there are none', () => {
  expect(checkVariables({ HOME: '/root' })).toEqual([{ ok: true, line: 'No SYMBL_… or OAUTH_… variable is set' }]);
});

it.each([
  ['canary', true],
  ['can "a" ry', true],
  ['', false],
  ['\t ', false],
  ["'canary'", false],
  ['`canary`', false],
  ['canary\r\n', false],
  ['ca\nnary', false],
  ['canary ', false],
])('looks at %j: well is %s, and the value is not repeated', (value, ok) => {
  const [found] = checkVariables({ OAUTH_CLIENT_SECRET: value });
  expect(found?.ok).toBe(ok);
  expect(found?.line).toMatch(/^OAUTH_CLIENT_SECRET /);
  expect(found?.line).not.toMatch(/canary|can "a"/);
});
