import { describe, expect, it } from 'vitest';
import { complaints } from '../test/complaints.ts';

const module = 'test-apps/fixtures/types/app.mts';
const commonjs = 'test-apps/fixtures/types/app.cts';

// node10, which resolves no package by its own name, is tried on the tarballs: packages/nest-module/test-apps.
describe('the types of the built package', { timeout: 120_000 }, () => {
  it('hold in ES modules under nodenext', async () => {
    expect(await complaints([module])).toBe('');
  });

  it('decorate the app for whoever declares no namespace', async () => {
    expect(await complaints(['test-apps/fixtures/types/augmentation-alone.mts'])).toBe('');
  });

  it('hold in CommonJS under nodenext, where what require gives is the plugin', async () => {
    expect(await complaints([commonjs])).toBe('');
  });

  it('hold under bundler resolution', async () => {
    expect(await complaints([module], ['--module', 'esnext', '--moduleResolution', 'bundler'])).toBe('');
  });

  it.each([module, commonjs])('hold for TypeScript 5.4 in %s', async (file) => {
    expect(await complaints([file], ['--module', 'nodenext'], 'typescript-5.4')).toBe('');
  });
});
