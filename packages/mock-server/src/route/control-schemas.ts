import { faultSchemas, type JsonSchema } from '../fault/fault-schemas.ts';

const appId = { type: 'string' };

/** The bodies that the control routes accept. */
export const controlSchemas: Readonly<Record<'faults' | 'revoke' | 'age' | 'credentials', JsonSchema>> = {
  faults: {
    type: 'object',
    required: ['route', 'fault'],
    properties: {
      route: { enum: ['token', 'api'] },
      times: { type: 'integer', minimum: 1, default: 1 },
      fault: { oneOf: Object.values(faultSchemas) },
    },
    additionalProperties: false,
  },
  revoke: {
    // Without a body: every app.
    type: ['object', 'null'],
    properties: { appId, keepServing: { type: 'boolean', default: false } },
    additionalProperties: false,
  },
  age: {
    type: 'object',
    required: ['appId', 'ms'],
    properties: { appId, ms: { type: 'number', minimum: 0 } },
    additionalProperties: false,
  },
  credentials: {
    type: 'object',
    required: ['appId', 'appSecret'],
    properties: { appId, appSecret: { type: 'string', minLength: 1 } },
    additionalProperties: false,
  },
};
