import { verify, type KeyObject } from 'node:crypto';
import type { DocumentedApi } from './documented-api.ts';

type Wants = DocumentedApi['wants'];

/** The grant that most of them ask for, and the credentials where they stand in the body. */
export const grant = { grant_type: 'client_credentials' };
export const bodyPair = { client_id: 'an-id', client_secret: 'a-secret' };

/** A form of exactly these parameters, in whatever order. */
export function form(wanted: Readonly<Record<string, string>>): Wants {
  return ({ headers, body }) => {
    const type = String(headers['content-type']).startsWith('application/x-www-form-urlencoded');
    return type && same(Object.fromEntries(new URLSearchParams(body)), wanted);
  };
}

/** JSON of exactly this. */
export function json(wanted: unknown): Wants {
  return ({ headers, body }) => headers['content-type'] === 'application/json' && same(JSON.parse(body), wanted);
}

/** HTTP Basic with this pair. */
export function basic(id: string, secret: string): Wants {
  return ({ headers }) => headers['authorization'] === `Basic ${btoa(`${id}:${secret}`)}`;
}

/** All of these at once. */
export function all(...wants: readonly Wants[]): Wants {
  return (request) => wants.every((want) => want(request));
}

function same(one: unknown, other: unknown): boolean {
  const sorted = (_name: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

/** Whether `name` holds a JWT of this key, with these claims, that is valid for an hour at most. */
export function signed(name: string, key: KeyObject, kid: string, claims: object): Wants {
  return ({ body }) => {
    const [header = '', payload = '', signature = ''] = new URLSearchParams(body).get(name)?.split('.') ?? [];
    const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());
    const { iat, exp, jti, ...said } = read(payload);
    const dated = Number(exp) - Number(iat) <= 3600 && Number(exp) * 1000 > Date.now() && typeof jti === 'string';
    const verified = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    return dated && verified && read(header)['kid'] === kid && same(said, claims);
  };
}

/** A form with these parameters, and others that are looked at elsewhere. */
export function has(wanted: Readonly<Record<string, string>>): Wants {
  return ({ body }) => {
    const sent = new URLSearchParams(body);
    return Object.entries(wanted).every(([name, value]) => sent.get(name) === value);
  };
}
