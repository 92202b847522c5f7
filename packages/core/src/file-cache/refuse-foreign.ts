import type { Stats } from 'node:fs';
import { configError } from '../errors/config-error.ts';

/** @throws TokenError `ERR_TOKEN_CONFIG` for what belongs to another user, where there are users */
export function refuseForeign(path: string, { uid }: Stats): void {
  const user = process.geteuid?.();
  if (user === undefined || uid === user) return;
  throw configError(
    `${path} belongs to another user (${uid}): remove it, choose another directory, or run as its owner.`,
  );
}
