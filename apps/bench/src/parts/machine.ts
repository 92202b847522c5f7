import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';

/** The machine, in a line. */
export function machine(): string {
  const processors = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() || 'unknown processor';
  return `${processors.length} × ${model}, ${memoryGiB} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}

/** The installed version of a package that apps/bench depends on. */
export function installedVersion(packageName: string): string {
  // By path: not every package exports its manifest.
  const path = new URL(`../../node_modules/${packageName}/package.json`, import.meta.url);
  const manifest: { readonly version: string } = JSON.parse(readFileSync(path, 'utf8'));
  return manifest.version;
}
