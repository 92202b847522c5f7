import type { JsonSchema } from '../fault/fault-schemas.ts';
import type { JsonValue } from '../fault/fault.ts';
import type { Template, TemplateObject } from './endpoint-shape.ts';

/** What the placeholders of a request stood for. Those named `$any` are in `any`, in the order of the template. */
export interface TemplateReading {
  readonly any: readonly JsonValue[];
  readonly appId?: string;
  readonly appSecret?: string;
}

/** What the placeholders of a response stand for, by name. */
export type Facts = Readonly<Record<string, string | number>>;

const PLACEHOLDER = /\$(\$|[A-Za-z]+)/g;

/** The names of all placeholders in a template, without their dollar sign. */
export function placeholdersOf(template: Template | undefined): string[] {
  if (typeof template === 'string') return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap(placeholdersOf);
}

/** The JSON Schema of what fits a request template: what is written has to be there, more may be. */
export function templateSchema(template: Template): JsonSchema {
  if (template === '$any') return {};
  if (typeof template === 'string') {
    const names = placeholdersOf(template);
    if (names.every((name) => name === '$')) return { const: template.replaceAll('$$', '$') };
    return { type: 'string', pattern: patternOf(template).source };
  }
  if (Array.isArray(template)) {
    return {
      type: 'array',
      minItems: template.length,
      maxItems: template.length,
      ...(template.length > 0 && { items: template.map(templateSchema), additionalItems: false }),
    };
  }
  if (typeof template !== 'object' || template === null) return { const: template };
  const properties = Object.fromEntries(Object.entries(template).map(([name, part]) => [name, templateSchema(part)]));
  return { type: 'object', required: Object.keys(properties), properties };
}

/** Reads what the placeholders of a template stand for in a value that fits its schema. */
export function readTemplate(template: Template, value: unknown): TemplateReading {
  if (template === '$any') return { any: [JSON.parse(JSON.stringify(value))] };
  if (typeof template === 'string') {
    const { appId, appSecret, ...any } = (typeof value === 'string' && patternOf(template).exec(value)?.groups) || {};
    return {
      any: Object.values(any),
      ...(appId !== undefined && { appId }),
      ...(appSecret !== undefined && { appSecret }),
    };
  }
  if (typeof template !== 'object' || template === null || typeof value !== 'object' || value === null) {
    return { any: [] };
  }
  const parts: Readonly<Record<string, unknown>> = { ...value };
  const readings = Object.entries(template).map(([name, part]) => readTemplate(part, parts[name]));
  return Object.assign({}, ...readings, { any: readings.flatMap(({ any }) => any) });
}

/** Fills a response template in. A placeholder that stands alone keeps its type; among other text it becomes text. */
export function fillTemplate(template: Template, facts: Facts): JsonValue {
  if (typeof template === 'string') {
    const alone = /^\$([A-Za-z]+)$/.exec(template)?.[1];
    if (alone !== undefined && facts[alone] !== undefined) return facts[alone];
    return template.replaceAll(PLACEHOLDER, (_, name: string) =>
      name === '$' ? '$' : String(facts[name] ?? facts[name.replace(/Text$/, '')]),
    );
  }
  if (Array.isArray(template)) return template.map((part) => fillTemplate(part, facts));
  return isTemplateObject(template) ? fillObject(template, facts) : template;
}

/** `fillTemplate` for an object, which stays one. */
export function fillObject(template: TemplateObject, facts: Facts): { readonly [name: string]: JsonValue } {
  return Object.fromEntries(Object.entries(template).map(([name, part]) => [name, fillTemplate(part, facts)]));
}

function isTemplateObject(template: Template): template is TemplateObject {
  return typeof template === 'object' && template !== null && !Array.isArray(template);
}

// One group per placeholder; none may be empty, so that a blank secret is a malformed request.
function patternOf(template: string): RegExp {
  let number = 0;
  const source = template
    .split(/(\$(?:\$|[A-Za-z]+))/)
    .map((part) => {
      if (part === '$$') return '\\$';
      if (!part.startsWith('$')) return part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
      return `(?<${part === '$any' ? `any${String((number += 1))}` : part.slice(1)}>.+)`;
    })
    .join('');
  return new RegExp(`^${source}$`, 'u');
}
