import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const source = new URL('../../src/', import.meta.url);

/** Every file that importing this one loads, types apart. */
function loadedBy(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const url = new URL(path, source);
  const imports = readFileSync(url, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm);
  for (const [, to = ''] of imports) loadedBy(new URL(to, url).href.slice(source.href.length), seen);
  return seen;
}

const methods = ['client-secret-basic', 'client-secret-post', 'private-key-jwt', 'client-assertion', 'tls-client-auth'];

it('symbl() brings neither OAuth nor the checks of tokenEndpoint()', () => {
  const loaded = [...loadedBy('issuer/symbl.ts')].filter((path) => path.startsWith('issuer/'));
  expect(loaded.sort()).toEqual(['issuer/credential.ts', 'issuer/endpoint-issuer.ts', 'issuer/symbl.ts']);
});

it('an OAuth grant brings no client authentication but the one that it is given', () => {
  const loaded = loadedBy('issuer/client-credentials.ts');
  expect(methods.filter((method) => loaded.has(`issuer/auth/${method}.ts`))).toEqual([]);
});

it.each(methods)('%s brings no other', (method) => {
  const loaded = loadedBy(`issuer/auth/${method}.ts`);
  const others = methods.filter((other) => other !== method && loaded.has(`issuer/auth/${other}.ts`));
  expect(others).toEqual([]);
});

it('only what signs brings what knows keys', () => {
  const signing = methods.filter((method) => loadedBy(`issuer/auth/${method}.ts`).has('issuer/auth/signing-key.ts'));
  expect(signing).toEqual(['private-key-jwt']);
});
