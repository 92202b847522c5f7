import { describe, expect, it } from 'vitest';
import { parseAllowList } from './allow-list.ts';

describe('an allow list', () => {
  it.each([
    ['GET /v1/conversations/*', 'GET /v1/conversations/1', true],
    ['GET /v1/conversations/*', 'HEAD /v1/conversations/1', true],
    ['GET /v1/conversations/*', 'POST /v1/conversations/1', false],
    ['GET /v1/conversations/*', 'GET /v1/conversations', false],
    ['GET /v1/conversations/*', 'GET /v1/conversations/1/messages', false],
    ['GET /v1/*/messages', 'GET /v1/7/messages', true],
    ['GET /v1/*/messages', 'GET /v1/7/topics', false],
    ['GET /v1/**', 'GET /v1', true],
    ['GET /v1/**', 'GET /v1/a/b/c', true],
    ['GET /v1/**', 'GET /v2/a', false],
    ['GET /v1/**', 'GET /', false],
    ['GET /v1/*/**', 'GET /v1', false],
    ['GET /v1/*/**', 'GET /v1/a', true],
    ['GET /**', 'GET /', true],
    ['GET /', 'GET /', true],
    ['GET /', 'GET /v1', false],
    ['DELETE /v1/a', 'DELETE /v1/A', false],
    ['PUT /v1/a', 'OPTIONS /v1/a', false],
    ['GET /v1/v1.0/x', 'GET /v1/v1x0/x', false],
  ])('with %j decides %j: %s', (entry, call, allowed) => {
    const [method = '', path = ''] = call.split(' ');
    const segments = path.split('/').filter((segment) => segment !== '');
    expect(parseAllowList([entry])(method, segments)).toBe(allowed);
  });

  it('allows what any entry allows, and nothing when it is empty', () => {
    const isAllowed = parseAllowList(['GET /a', 'POST /b']);
    expect([isAllowed('GET', ['a']), isAllowed('POST', ['b']), isAllowed('POST', ['a'])]).toEqual([true, true, false]);
    expect(parseAllowList([])('GET', [])).toBe(false);
  });

  it.each([
    '',
    'GET',
    '/v1',
    'GET v1',
    'get /v1',
    'HEAD /v1',
    'OPTIONS /v1',
    'CONNECT /v1',
    '* /v1',
    'GET  /v1',
    'GET /v1 ',
    'GET /v1/',
    'GET //v1',
    'GET /v1/../x',
    'GET /v1/%2e%2e',
    'GET /v1?x=1',
    'GET /**/x',
    'GET /v1/a*',
    'GET /v1/***',
    'GET https://api.test/v1',
  ])('refuses the entry %j when it is made, and quotes it', (entry) => {
    expect(() => parseAllowList([entry])).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining(JSON.stringify(entry)) }),
    );
  });
});
