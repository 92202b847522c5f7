import * as module from '@tokenkeep/nest-module';
import * as terminus from '@tokenkeep/nest-module/terminus';
import * as testing from '@tokenkeep/nest-module/testing';
import { expect, it } from 'vitest';

it('the public surface is this list', () => {
  expect([module, terminus, testing].map((entry) => Object.keys(entry).toSorted())).toEqual([
    [
      'InjectTokenClient',
      'TokenExceptionFilter',
      'TokenHttpException',
      'TokenModule',
      'TokenService',
      'getTokenClientToken',
      'toHttpException',
    ],
    ['TokenHealthIndicator'],
    ['fakeTokenClient'],
  ]);
});
