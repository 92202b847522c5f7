import { createRequire } from 'node:module';
import { createMockServer } from '@tokenkeep/mock-server';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { mockIssuer } from '../test/mock-issuer.ts';

const require = createRequire(import.meta.url);

// The package by its own name is the one that was built.
const imported = await import('@tokenkeep/fastify-plugin');

describe('the built package', () => {
  it('exports this, and nothing else', () => {
    expect(Object.keys(imported).sort()).toEqual(['default', 'errorCodes', 'module.exports', 'tokenPlugin']);
    expect(Object.keys(imported.errorCodes)).toEqual([
      'FST_TOKENS_BAD_GATEWAY',
      'FST_TOKENS_UNAVAILABLE',
      'FST_TOKENS_TIMEOUT',
      'FST_TOKENS_CONFIG',
      'FST_TOKENS_INVALID_OPTION',
      'FST_TOKENS_ALREADY_REGISTERED',
      'FST_TOKENS_WARM_UP',
    ]);
  });

  it.each([
    ['required by its name', '@tokenkeep/fastify-plugin'],
    ['built for test runners that know no ES modules', '../dist/index.cjs'],
  ])('%s, is a function to register, with the rest at its side', async (_, specifier) => {
    await using mock = await createMockServer();
    await using app = Fastify();
    const required: typeof imported.tokenPlugin = require(specifier);
    await app.register(required, { issuer: mockIssuer(mock) });

    expect((await app.tokenClient.getToken()).expiresIn).toBeGreaterThan(0);
    expect(Reflect.get(required, 'default')).toBe(required);
    expect(Reflect.get(required, 'tokenPlugin')).toBe(required);
    expect(Object.keys(Reflect.get(required, 'errorCodes'))).toEqual(Object.keys(imported.errorCodes));
  });
});
