import { settings } from '../settings.ts';
import { fine, mend, type Finding } from './finding.ts';

/** Looks at each variable that is set: blank, in quotes, with a line break or a space around it. */
export function checkVariables(env: NodeJS.ProcessEnv): readonly Finding[] {
  const found = settings.flatMap(({ variable }) => {
    const value = env[variable];
    if (value === undefined) return [];
    const fault = faultOf(value);
    return [fault === undefined ? fine(`${variable} is set`) : mend(`${variable} ${fault}.`)];
  });
  return found.length > 0 ? found : [fine('No SYMBL_… or OAUTH_… variable is set')];
}

/** What looks wrong about a value, as the end of a sentence. */
function faultOf(value: string): string | undefined {
  if (value.trim() === '') return 'is blank, which counts as not set: set it, or unset it';
  if (/[\r\n]/.test(value)) return 'has a line break in it: remove it, such as one that a file ended with';
  if (/^(["'`]).*\1$/.test(value)) {
    return 'is in quotes, which are part of it: remove them, since Docker and systemd read files of variables as they are';
  }
  return value === value.trim() ? undefined : 'begins or ends with a space: remove it';
}
