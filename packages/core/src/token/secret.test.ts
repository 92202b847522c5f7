import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

const secret = new Secret('canary');

describe('Secret', () => {
  it('reveals itself to the one who asks', () => {
    expect(secret.reveal()).toBe('canary');
  });

  it.each([
    ['String()', String(secret)],
    ['a template', `${secret.toString()}`],
    ['concatenation', 'x'.concat(String(secret))],
    ['JSON', JSON.stringify({ secret })],
    ['inspect', inspect({ secret })],
    ['inspect at every depth', inspect({ secret }, { showHidden: true, getters: true, depth: Infinity })],
    ['inspect without its own form', inspect({ secret }, { customInspect: false, showHidden: true, depth: Infinity })],
    ['a copy', JSON.stringify(structuredClone({ secret: { ...secret } }))],
  ])('shows nothing in %s', (_, shown) => {
    expect(shown).not.toContain('canary');
  });

  it('says that it is redacted', () => {
    expect([String(secret), inspect(secret), JSON.stringify(secret)]).toEqual([
      '[redacted]',
      '[redacted]',
      '"[redacted]"',
    ]);
  });

  it('equals another that holds the same', () => {
    expect(secret.equals(new Secret('canary'))).toBe(true);
    expect(secret.equals(new Secret('other'))).toBe(false);
  });
});
