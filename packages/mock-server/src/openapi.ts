import type { JsonSchema } from './fault/fault-schemas.ts';
import { textSchema } from './route/api-routes.ts';
import { controlSchemas } from './route/control-schemas.ts';
import { oauthProtocol } from './route/oauth-protocol.ts';
import { symblProtocol } from './route/symbl-protocol.ts';
import type { TokenProtocol } from './route/token-protocol.ts';

/** The OpenAPI 3.1 description, made of the schemas that the routes validate with. */
export const openapi: JsonSchema = {
  openapi: '3.1.0',
  info: {
    title: 'tokenkeep mock server',
    description: 'A token server to test against. Faults may replace any answer of the token routes and the API.',
    version: '1',
  },
  components: {
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } },
  },
  paths: {
    [symblProtocol.path]: { post: tokenOperation('Exchange credentials for a token', symblProtocol, []) },
    [oauthProtocol.path]: {
      post: tokenOperation('OAuth 2.0 client credentials, RFC 6749 section 4.4', oauthProtocol, [{ basic: [] }, {}]),
    },
    '/v1/conversations/{id}': {
      get: {
        ...apiOperation('Read a conversation', { 200: 'The conversation', 404: 'No such conversation' }),
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[\\w-]{1,64}$' } }],
      },
    },
    '/v1/process/text': {
      post: {
        ...apiOperation('Process text', { 201: 'The conversation and the job', 400: 'Malformed body' }),
        requestBody: jsonBody(textSchema.body),
      },
    },
    '/__mock/openapi.json': { get: controlOperation('This document', { 200: 'OpenAPI 3.1' }) },
    '/__mock/counters': { get: controlOperation('What was counted', { 200: 'Counters, in total and per app' }) },
    '/__mock/exchanges': { get: controlOperation('The last exchanges, oldest first', { 200: 'Never secrets' }) },
    '/__mock/faults': {
      post: controlAction('Queue a fault for the next calls of a route', controlSchemas.faults),
      delete: {
        ...controlAction('Forget the queued faults'),
        parameters: [{ name: 'route', in: 'query', schema: { enum: ['token', 'api'] } }],
      },
    },
    '/__mock/revoke': { post: controlAction('Revoke the tokens of an app, or of all', controlSchemas.revoke, false) },
    '/__mock/age': { post: controlAction('Make the current tokens of an app older', controlSchemas.age) },
    '/__mock/credentials': { post: controlAction('Change the secret of an app', controlSchemas.credentials) },
    '/__mock/reset': { post: controlAction('Forget everything') },
  },
};

function tokenOperation(summary: string, protocol: TokenProtocol, security: readonly object[]): JsonSchema {
  const statuses = {
    200: 'A token, perhaps one granted before, and the whole seconds left of it',
    400: 'Malformed: the answer says which field',
    401: 'The credentials are not valid',
    405: 'Not POST',
    413: 'The body is too large',
    415: `Not ${protocol.contentType}`,
    429: 'Too many exchanges at once',
    500: 'A fault of the server itself',
  };
  const requestBody = { required: true, content: { [protocol.contentType]: { schema: protocol.bodySchema } } };
  return { summary, tags: ['token'], security, requestBody, responses: responses(statuses) };
}

function apiOperation(summary: string, statuses: Readonly<Record<number, string>>): JsonSchema {
  const refusal = { 401: 'The bearer token is missing, wrong, expired or revoked' };
  return { summary, tags: ['api'], security: [{ bearer: [] }], responses: responses({ ...statuses, ...refusal }) };
}

function controlOperation(summary: string, statuses: Readonly<Record<number, string>>): JsonSchema {
  const refusal = { 403: 'Not from loopback' };
  return { summary, tags: ['control'], security: [], responses: responses({ ...statuses, ...refusal }) };
}

function controlAction(summary: string, body?: JsonSchema, required = true): JsonSchema {
  const operation = controlOperation(summary, { 204: 'Done', 400: 'Malformed: the message says what is wrong' });
  return body === undefined ? operation : { ...operation, requestBody: { ...jsonBody(body), required } };
}

function jsonBody(schema: JsonSchema): JsonSchema {
  return { required: true, content: { 'application/json': { schema } } };
}

function responses(statuses: Readonly<Record<number, string>>): JsonSchema {
  return Object.fromEntries(Object.entries(statuses).map(([status, description]) => [status, { description }]));
}
