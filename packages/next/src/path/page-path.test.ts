import { describe, expect, it } from 'vitest';
import { pathBelowPage } from './page-path.ts';

describe('what follows the folder of a route file', () => {
  it.each([
    ['/api/[...path]/route', ['api', 'a', 'b'], ['a', 'b']],
    ['/api/[[...path]]/route', ['api'], []],
    ['/(my-shop)/@modal/[tenant]/api/[...path]/route', ['acme', 'api', 'a'], ['a']],
    ['/api/fixed/route', ['api', 'fixed'], []],
    ['/api/fixed/route', ['api', 'fixed', 'a'], undefined],
    ['/api/[...path]/route', ['other', 'a'], undefined],
    ['/api/[...path]/route', [], undefined],
    ['/[a.b]/[...path]/route', ['x', 'a'], undefined],
    ['/api/[...path]/page', ['api', 'a'], undefined],
    [undefined, ['api', 'a'], undefined],
  ])('%s in the URL of %j is %j', (page, url, below) => {
    expect(pathBelowPage<string>(page, url)).toEqual(below);
  });
});
