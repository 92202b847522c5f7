import { describe, expect, it } from 'vitest';
import { complaints } from './complaints.ts';

describe('the types of the built package', { timeout: 120_000 }, () => {
  const module = 'test/fixtures/types/app.mts';

  it('hold in ES modules under nodenext', async () => {
    expect(await complaints([module], '--module', 'nodenext')).toBe('');
  });

  it('decorate the app for whoever declares no namespace', async () => {
    expect(await complaints(['test/fixtures/types/augmentation-alone.mts'], '--module', 'nodenext')).toBe('');
  });

  it('hold in CommonJS under nodenext, where what require gives is the plugin', async () => {
    expect(await complaints(['test/fixtures/types/app.cts'], '--module', 'nodenext')).toBe('');
  });

  it('hold under bundler resolution', async () => {
    expect(await complaints([module], '--module', 'esnext', '--moduleResolution', 'bundler')).toBe('');
  });
});
