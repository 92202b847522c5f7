import { readdirSync } from 'node:fs';
import type { ApiSubject } from './api-subject.ts';
import type { Subject } from './subject.ts';
import type { TokenSubject } from './token-subject.ts';

/** One way to a token for a process that has none: a file in `subjects/cold/`, in plain JavaScript. */
export interface ColdSubject extends Subject {
  readonly needsRedis: boolean;
}

/** The folders of `subjects/`, and what their files export. */
export interface SubjectKinds {
  readonly tokens: TokenSubject;
  readonly api: ApiSubject;
  readonly cold: ColdSubject;
}

const folder = new URL('../subjects/', import.meta.url);

/** Loads one subject by the name of its file. */
export async function loadSubject<Kind extends keyof SubjectKinds>(
  kind: Kind,
  name: string,
): Promise<SubjectKinds[Kind]> {
  const extension = kind === 'cold' ? 'mjs' : 'ts';
  const module: { readonly subject: SubjectKinds[Kind] } = await import(`${folder}${kind}/${name}.${extension}`);
  return module.subject;
}

/** Every file of a folder: ours first, then what is written by hand, then the alphabet. */
export async function loadSubjects<Kind extends keyof SubjectKinds>(
  kind: Kind,
): Promise<readonly (SubjectKinds[Kind] & { readonly key: string })[]> {
  const names = readdirSync(new URL(kind, folder)).map((file) => file.replace(/\.\w+$/, ''));
  const subjects = await Promise.all(names.map(async (key) => Object.assign({ key }, await loadSubject(kind, key))));
  return subjects.sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
}

function rank({ key, packageName }: Subject & { readonly key: string }): number {
  if (key.startsWith('tokenkeep')) return 0;
  return packageName === undefined ? 1 : 2;
}
