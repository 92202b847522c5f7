import { readFileSync } from 'node:fs';

/** The command of the README that makes the user `tokenkeep`, word by word, with this password. */
export function leastPrivilege(password: string): readonly string[] {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [line] = /(?<=```redis\n)ACL SETUSER .*/.exec(readme) ?? [];
  if (line === undefined) throw new Error('The README does not say which rights are needed.');
  return line.replace('PASSWORD', password).split(' ');
}
