import { describe, expect, it } from 'vitest';
import { complaints } from './complaints.ts';

describe('the types of the built package', { timeout: 120_000 }, () => {
  const modules = ['test/fixtures/types/app.mts', 'test/fixtures/types/augmentation-alone.mts'];

  it('hold in ES modules under nodenext', async () => {
    expect(await complaints(modules, '--module', 'nodenext')).toBe('');
  });

  it('hold in CommonJS under nodenext, where what require gives is the plugin', async () => {
    expect(await complaints(['test/fixtures/types/app.cts'], '--module', 'nodenext')).toBe('');
  });

  it('hold under bundler resolution', async () => {
    expect(await complaints(modules, '--module', 'esnext', '--moduleResolution', 'bundler')).toBe('');
  });
});
