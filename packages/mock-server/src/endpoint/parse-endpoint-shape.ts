import { Ajv } from 'ajv';
import type { JsonSchema } from '../fault/fault-schemas.ts';
import { InvalidArgumentError } from '../invalid-argument-error.ts';
import type { EndpointShape, Template } from './endpoint-shape.ts';
import { placeholdersOf } from './template.ts';

const IN_REQUEST = ['appId', 'appSecret', 'any'];
const IN_RESPONSE = [
  'accessToken',
  'expiresIn',
  'expiresInMs',
  'expiresAt',
  'expiresAtS',
  'expiresAtMs',
  'issuedAtS',
  'issuedAtMs',
  'appId',
  'origin',
];

const texts: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } };
const status: JsonSchema = { type: 'integer', minimum: 200, maximum: 599 };
const headerName: JsonSchema = { type: 'string', pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" };

const shapeSchema: JsonSchema = object(['path', 'request', 'response'], {
  // No pattern of the router's in it: an endpoint is one place.
  path: { type: 'string', pattern: '^/(?!__mock(/|$))[^\\s?#*]*$' },
  method: { enum: ['GET', 'POST'] },
  request: object([], {
    json: { type: 'object' },
    form: texts,
    query: texts,
    headers: texts,
    basic: { enum: ['form', 'raw'] },
  }),
  response: object([], { status, headers: texts, json: { type: 'object' } }),
  refusal: object([], { status, json: { type: 'object' } }),
  present: object(['header'], { header: headerName, scheme: { type: 'string', pattern: '^[!-~]+$' } }),
});

const validate = new Ajv({ strict: true }).compile<EndpointShape>(shapeSchema);

/**
 * Reads the shape of an endpoint from outside.
 *
 * @param where what to call it in a message, such as `endpoints[0]`
 * @returns a copy; throws a `TypeError` that names the field and what it must be
 */
export function parseEndpointShape(value: unknown, where: string): EndpointShape {
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    const { additionalProperty, allowedValues } = error?.params ?? {};
    const field = `${where}${error?.instancePath.replaceAll('/', '.') ?? ''}`;
    if (additionalProperty !== undefined) throw refusal(`${field}.${String(additionalProperty)} is not a field.`);
    const choice = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
    throw refusal(`${field} ${error?.message ?? 'is not valid'}${choice}.`);
  }
  const { request, response, method = 'POST' } = value;
  const { json, form, query, headers, basic } = request;
  if (json !== undefined && form !== undefined) throw refusal(`${where}.request: give json or form, not both.`);
  if (method === 'GET' && (json ?? form) !== undefined) throw refusal(`${where}.request: a GET has no json or form.`);
  requireKnown([json, form, query, headers], IN_REQUEST, `${where}.request`);
  requireKnown([response.json, response.headers], IN_RESPONSE, `${where}.response`);
  const asked = [json, form, query, headers].flatMap(placeholdersOf);
  if (basic === undefined && !asked.includes('appSecret')) {
    throw refusal(`${where}.request: say where $appSecret stands, or give basic.`);
  }
  for (const name of ['appId', 'appSecret']) {
    if (asked.filter((placeholder) => placeholder === name).length > 1) {
      throw refusal(`${where}.request: $${name} stands in one place.`);
    }
  }
  if (![response.json, response.headers].flatMap(placeholdersOf).includes('accessToken')) {
    throw refusal(`${where}.response: say where $accessToken stands.`);
  }
  return structuredClone(value);
}

function requireKnown(templates: readonly (Template | undefined)[], known: readonly string[], where: string): void {
  const stranger = templates.flatMap(placeholdersOf).find((name) => name !== '$' && !isKnown(name, known));
  if (stranger === undefined) return;
  throw refusal(`${where}: $${stranger} is not known; use ${known.map((name) => `$${name}`).join(', ')}, or $$.`);
}

function isKnown(name: string, known: readonly string[]): boolean {
  return known.includes(name) || (known === IN_RESPONSE && known.includes(name.replace(/Text$/, '')));
}

function object(required: readonly string[], properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', required, properties, additionalProperties: false };
}

function refusal(message: string): InvalidArgumentError {
  return new InvalidArgumentError(message);
}
