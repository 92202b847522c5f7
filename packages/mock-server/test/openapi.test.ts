import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { createMockServer } from '../src/index.ts';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe('/__mock/openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    await using server = await createMockServer();
    const document = (await (await fetch(`${server.url}/__mock/openapi.json`)).json()) as Record<string, unknown>;
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('names endpoints of other shapes and routes of your own, and stays valid', async () => {
    const request = { basic: 'raw', query: { grant_type: 'x' } } as const;
    await using server = await createMockServer({
      endpoints: [
        { path: '/login', request, response: { json: { token: '$accessToken' } } },
        {
          path: '/key',
          request: { json: { deep: [{ key: '$appSecret' }] } },
          response: { json: { t: '$accessToken' } },
        },
      ],
      routes: [
        { path: '/v2/items/:id', answer: {} },
        { method: 'DELETE', path: '/v2/items/:id', open: true, answer: {} },
      ],
    });
    const document = (await (await fetch(`${server.url}/__mock/openapi.json`)).json()) as OpenApi;
    expect(await new Validator().validate(document as unknown as Record<string, unknown>)).toEqual({ valid: true });
    expect(Object.keys(document.paths['/v2/items/{id}'] ?? {})).toEqual(['get', 'delete']);
    expect(document.paths).toMatchObject({
      '/login': { post: { security: [{ basic: [] }] } },
      '/key': { post: { requestBody: { content: { 'application/json': {} } } } },
    });
  });

  it('names every route, and no other', async () => {
    await using server = await createMockServer();
    const { paths } = (await (await fetch(`${server.url}/__mock/openapi.json`)).json()) as OpenApi;
    const named = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    // Reached, each answers something of its own; a route that does not exist answers 404 or 405.
    for (const route of named) {
      const [method = '', path = ''] = route.split(' ');
      const { status } = await fetch(server.url + path.replace('{id}', '1'), { method });
      expect([route, [200, 204, 400, 401].includes(status)]).toEqual([route, true]);
    }
    expect(named.sort()).toEqual(
      [
        'POST /oauth2/token:generate',
        'POST /oauth/token',
        'GET /v1/conversations/{id}',
        'POST /v1/process/text',
        'GET /__mock/openapi.json',
        'GET /__mock/counters',
        'GET /__mock/exchanges',
        'POST /__mock/faults',
        'DELETE /__mock/faults',
        'POST /__mock/revoke',
        'POST /__mock/age',
        'POST /__mock/credentials',
        'POST /__mock/reset',
      ].sort(),
    );
  });
});
