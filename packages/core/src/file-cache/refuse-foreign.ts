import type { Stats } from 'node:fs';
import { configError } from '../errors/config-error.ts';
import { nodePath } from './builtins.ts';

/** @throws TokenError `ERR_TOKEN_CONFIG` for a folder or file of another user, where there are users */
export function refuseForeign(path: string, found: Stats): void {
  const user = process.geteuid?.();
  if (user === undefined || found.uid === user) return;
  const remedy = found.isDirectory()
    ? `pass a folder of its own in it, such as ${nodePath.join(path, 'tokenkeep')}, or another directory`
    : 'remove it, or pass another directory';
  throw configError(`${path} belongs to another user (${found.uid}): ${remedy}, or run as its owner.`);
}
