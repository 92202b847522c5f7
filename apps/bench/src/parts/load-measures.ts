import { readdirSync } from 'node:fs';
import type { Measure } from './measure.ts';

const folder = new URL('../measures/', import.meta.url);

/** Every file of `measures/` by its name, in the order of the alphabet. */
export async function loadMeasures(): Promise<ReadonlyMap<string, Measure>> {
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  const loaded = names.sort().map(async (name) => {
    const { measure }: { readonly measure: Measure } = await import(`${folder}${name}.ts`);
    return [name, measure] as const;
  });
  return new Map(await Promise.all(loaded));
}
