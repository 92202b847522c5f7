import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of an optional dependency of this package. Throws when it is not installed, as on another platform. */
export function packageFile(packageName: string, file: string): string {
  const path = fileURLToPath(new URL(`../../node_modules/${packageName}/${file}`, import.meta.url));
  if (!existsSync(path)) throw new Error(`${packageName} is not installed on this platform.`);
  return path;
}
