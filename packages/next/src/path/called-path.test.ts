import { describe, expect, it } from 'vitest';
import { calledPath, type PathEvidence } from './called-path.ts';

const ann = ['v1', 'conversations', 'ann'];
const bob = ['v1', 'conversations', 'bob'];

function called(evidence: Partial<PathEvidence>): string {
  const answer = calledPath({
    url: ['api', 'symbl', ...ann],
    routes: [],
    page: undefined,
    params: ann,
    query: [],
    edge: false,
    ownRouter: false,
    ...evidence,
  });
  return 'refused' in answer ? `refused: ${answer.refused}` : `/${answer.path.join('/')}`;
}

const everywhere = [
  ['on Node, behind another router', {}],
  ['on edge, in a server of Next', { edge: true, ownRouter: true }],
  ['on edge, behind another router', { edge: true }],
  ['where the author says where the file stands', { routes: [['api', 'symbl']] }],
  ['where Next says it', { edge: true, page: '/api/symbl/[...path]/route' }],
] as const;

describe.each(everywhere)('%s', (_, evidence) => {
  it.each([
    ['another end', bob],
    ['one value with slashes', ['v1/conversations/bob']],
    ['more than the URL has', ['x', 'api', 'symbl', ...ann]],
  ])('parameters that are %s are not believed', (_what, params) => {
    expect(called({ ...evidence, params, query: params })).toMatch(/^refused: /);
  });

  it('a path spelt in an unusual way leads nowhere', () => {
    expect(called({ ...evidence, url: ['api', 'symbl', 'v1', 'conversations', undefined], query: ann })).toMatch(
      /^refused: /,
    );
  });
});

describe('parameters that a caller made shorter, so that they are an end of the URL all the same', () => {
  const url = ['api', 'symbl', 'users', 'me', 'users', 'bob'];

  it.each([
    ['by the author', { routes: [['api', 'symbl']] }],
    ['by the author, on edge', { edge: true, ownRouter: true, routes: [['elsewhere'], ['api', '[name]']] }],
    ['by Next', { edge: true, page: '/(group)/api/symbl/[...path]/route' }],
  ])('are not believed where it is known (%s) where the file stands', (_, evidence) => {
    const whole = ['users', 'me', 'users', 'bob'];
    expect(called({ ...evidence, url, params: ['users', 'bob'], query: ['users', 'bob'] })).toMatch(/^refused: /);
    expect(called({ ...evidence, url, params: whole, query: whole })).toBe('/users/me/users/bob');
  });

  it('are not believed on edge: only Next can write them one by one', () => {
    const edge = { edge: true, ownRouter: true, url };
    expect(called({ ...edge, params: ['users', 'bob'], query: ['users/bob'] })).toMatch(/^refused: on the edge/);
    expect(called({ ...edge, params: ['bob'], query: ['bob'] })).toMatch(/^refused: on the edge/);
    expect(called({ ...edge, params: [], query: [] })).toMatch(/^refused: on the edge/);
    expect(called({ ...edge, params: ['users', 'me', 'users', 'bob'], query: ['users', 'me', 'users', 'bob'] })).toBe(
      '/users/me/users/bob',
    );
  });
});

describe('behind a rewrite', () => {
  it('that keeps the end of the path it is the same path', () => {
    const url = ['short', ...ann];
    expect(called({ url })).toBe('/v1/conversations/ann');
    expect(called({ url, edge: true, ownRouter: true, query: ann, page: '/api/symbl/[...path]/route' })).toBe(
      '/v1/conversations/ann',
    );
    expect(called({ url, routes: [['api', 'symbl'], ['short']] })).toBe('/v1/conversations/ann');
  });

  it("that changes it, it is what Next's own router found, on Node", () => {
    expect(called({ url: ['short', 'ann'], ownRouter: true })).toBe('/v1/conversations/ann');
    expect(called({ url: ['short', 'ann'] })).toMatch(/^refused: /);
    expect(called({ url: ['short', 'ann'], ownRouter: true, edge: true, query: ann })).toMatch(/^refused: /);
  });

  it('whose path begins like another one, it is the path that the parameters say', () => {
    const routes = [['api'], ['api', 'symbl']];
    expect(called({ routes })).toBe('/v1/conversations/ann');
    expect(called({ routes, params: ['symbl', ...ann] })).toBe('/symbl/v1/conversations/ann');
  });

  it('that the author does not name beside others, there is no path', () => {
    expect(called({ url: ['short', ...ann], ownRouter: true, routes: [['api', 'symbl']] })).toMatch(/^refused: /);
  });
});

describe('a route file without a parameter', () => {
  it('is the root', () => {
    expect(called({ url: ['api', 'fixed'], params: [] })).toBe('/');
    expect(called({ url: ['api', 'fixed'], params: [], edge: true, page: '/api/fixed/route' })).toBe('/');
    expect(called({ url: ['api', 'fixed'], params: [], edge: true, routes: [['api', 'fixed']] })).toBe('/');
  });
});
