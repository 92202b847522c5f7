import { readFileSync } from 'node:fs';
import { snippetsOf } from '@tokenkeep/pages';

/** The command of the README that makes the user `tokenkeep`, word by word, with this password. */
export function leastPrivilege(password: string): readonly string[] {
  return commandOfReadme('ACL SETUSER tokenkeep on ').map((word) => word.replace('PASSWORD', password));
}

/** The command of the README that gives that user what clients of a cluster need. */
export function clusterPrivilege(): readonly string[] {
  return commandOfReadme('ACL SETUSER tokenkeep +cluster');
}

function commandOfReadme(beginning: string): readonly string[] {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const lines = snippetsOf(readme, 'redis').flatMap(({ code }) => code.split('\n'));
  const line = lines.find((each) => each.startsWith(beginning));
  if (line === undefined) throw new Error('The README does not say which rights are needed.');
  return line.split(' ');
}

/** Which commands somebody was denied there, as Redis tells it; but that clients say what they are, which they may not. */
export async function deniedBy(server: {
  command(...parts: readonly string[]): Promise<string>;
}): Promise<readonly string[]> {
  const log = await server.command('ACL', 'LOG').catch(() => '');
  const commands = [...log.matchAll(/\r\nobject\r\n\$\d+\r\n([^\r]+)/g)].map(([, name = '']) => name);
  return [...new Set(commands)].filter((name) => !/^client(\|setinfo)?$/.test(name));
}
