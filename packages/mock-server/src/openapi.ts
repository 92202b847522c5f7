import type { EndpointShape } from './endpoint/endpoint-shape.ts';
import { shapedProtocol } from './endpoint/shaped-protocol.ts';
import type { JsonSchema } from './fault/fault-schemas.ts';
import type { MockRoute } from './own-route/mock-route.ts';
import { textSchema } from './route/api-routes.ts';
import { controlSchemas } from './route/control-schemas.ts';
import { oauthProtocol } from './route/oauth-protocol.ts';
import { symblProtocol } from './route/symbl-protocol.ts';
import type { TokenProtocol } from './route/token-protocol.ts';

/** What a server serves besides what every one does. */
export interface DescribedRoutes {
  readonly endpoints: readonly EndpointShape[];
  readonly routes: readonly MockRoute[];
}

/** The OpenAPI 3.1 description, made of the schemas that the routes validate with. */
export function openapi({ endpoints, routes }: DescribedRoutes): JsonSchema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'tokenkeep mock server',
      description: 'A token server to test against. Faults may replace any answer of the token routes and the API.',
      version: '1',
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } },
    },
    paths: mergePaths([...everyServersPaths, ...endpoints.map(endpointPath), ...routes.map(ownPath)]),
  };
}

type PathItem = readonly [path: string, methods: JsonSchema];

const everyServersPaths: readonly PathItem[] = [
  [symblProtocol.path, { post: tokenOperation('Exchange credentials for a token', symblProtocol, []) }],
  [
    oauthProtocol.path,
    { post: tokenOperation('OAuth 2.0 client credentials, RFC 6749 section 4.4', oauthProtocol, [{ basic: [] }, {}]) },
  ],
  [
    '/v1/conversations/{id}',
    {
      get: {
        ...apiOperation('Read a conversation', { 200: 'The conversation', 404: 'No such conversation' }),
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[\\w-]{1,64}$' } }],
      },
    },
  ],
  [
    '/v1/process/text',
    {
      post: {
        ...apiOperation('Process text', { 201: 'The conversation and the job', 400: 'Malformed body' }),
        requestBody: jsonBody(textSchema.body),
      },
    },
  ],
  ['/__mock/openapi.json', { get: controlOperation('This document', { 200: 'OpenAPI 3.1' }) }],
  ['/__mock/counters', { get: controlOperation('What was counted', { 200: 'Counters, in total and per app' }) }],
  ['/__mock/exchanges', { get: controlOperation('The last exchanges, oldest first', { 200: 'Never secrets' }) }],
  [
    '/__mock/faults',
    {
      post: controlAction('Queue a fault for the next calls of a route', controlSchemas.faults),
      delete: {
        ...controlAction('Forget the queued faults'),
        parameters: [{ name: 'route', in: 'query', schema: { enum: ['token', 'api'] } }],
      },
    },
  ],
  ['/__mock/revoke', { post: controlAction('Revoke the tokens of an app, or of all', controlSchemas.revoke, false) }],
  ['/__mock/age', { post: controlAction('Make the current tokens of an app older', controlSchemas.age) }],
  ['/__mock/credentials', { post: controlAction('Change the secret of an app', controlSchemas.credentials) }],
  ['/__mock/reset', { post: controlAction('Forget everything') }],
];

function endpointPath(shape: EndpointShape): PathItem {
  const protocol = shapedProtocol(shape, () => undefined);
  const security = shape.request.basic === undefined ? [] : [{ basic: [] }];
  const operation = tokenOperation('A token endpoint of a shape given to this server', protocol, security);
  return [protocol.path, { [protocol.method.toLowerCase()]: operation }];
}

function ownPath({ method = 'GET', path, open = false }: MockRoute): PathItem {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  const operation = {
    ...apiOperation('A route given to this server', { default: 'What it was told to answer' }),
    ...(open && { security: [], responses: responses({ default: 'What it was told to answer' }) }),
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
  };
  return [path.replaceAll(/:(\w+)/g, '{$1}'), { [method.toLowerCase()]: operation }];
}

function mergePaths(items: readonly PathItem[]): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const [path, methods] of items) paths[path] = { ...paths[path], ...methods };
  return paths;
}

function tokenOperation(summary: string, protocol: TokenProtocol, security: readonly object[]): JsonSchema {
  const statuses = {
    200: 'A token, perhaps one granted before, and the whole seconds left of it',
    400: 'Malformed: the answer says which field',
    401: 'The credentials are not valid',
    405: `Not ${protocol.method}`,
    413: 'The body is too large',
    ...(protocol.contentType !== undefined && { 415: `Not ${protocol.contentType}` }),
    429: 'Too many exchanges at once',
    500: 'A fault of the server itself',
  };
  const operation = { summary, tags: ['token'], security, responses: responses(statuses) };
  const { contentType, requestSchema } = protocol;
  if (contentType === undefined) return operation;
  return { ...operation, requestBody: { required: true, content: { [contentType]: { schema: requestSchema.body } } } };
}

function apiOperation(summary: string, statuses: Readonly<Record<string, string>>): JsonSchema {
  const refusal = { 401: 'The bearer token is missing, wrong, expired or revoked' };
  return { summary, tags: ['api'], security: [{ bearer: [] }], responses: responses({ ...statuses, ...refusal }) };
}

function controlOperation(summary: string, statuses: Readonly<Record<string, string>>): JsonSchema {
  const refusal = { 401: 'Without the control key', 403: 'Not from where control is allowed' };
  return { summary, tags: ['control'], security: [], responses: responses({ ...statuses, ...refusal }) };
}

function controlAction(summary: string, body?: JsonSchema, required = true): JsonSchema {
  const operation = controlOperation(summary, { 204: 'Done', 400: 'Malformed: the message says what is wrong' });
  return body === undefined ? operation : { ...operation, requestBody: { ...jsonBody(body), required } };
}

function jsonBody(schema: JsonSchema): JsonSchema {
  return { required: true, content: { 'application/json': { schema } } };
}

function responses(statuses: Readonly<Record<string, string>>): JsonSchema {
  return Object.fromEntries(Object.entries(statuses).map(([status, description]) => [status, { description }]));
}
