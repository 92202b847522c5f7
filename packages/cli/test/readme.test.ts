import { readFileSync } from 'node:fs';
import { compileSnippets, snippetsOf } from '@tokenkeep/pages';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../src/command-line/command-line.ts';
import { exitCodes, tokenExitCodes } from '../src/exit-codes.ts';
import { flagOf, settings } from '../src/settings.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');
const blocks = (language: string): string[] => snippetsOf(readme, language).map(({ code }) => code);

describe('the README', () => {
  it('shows a file of options that a strict compiler accepts', { timeout: 60_000 }, () => {
    expect(compileSnippets(readme, new URL('..', import.meta.url))).toEqual({ compiled: 1, complaints: '' });
  });

  it('shows commands that are understood', () => {
    const lines = blocks('sh').flatMap((block) => block.split('\n'));
    const commands = lines.flatMap((line) => /^tokenkeep (.+?)(?: +#.*| \|.*)?$/.exec(line)?.[1] ?? []);
    expect(commands.length).toBeGreaterThan(12);
    for (const command of commands) {
      const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
      const [name, ...args] = words;
      const subcommand = commandLine('1', () => undefined).commands.find((each) => each.name() === name);
      expect([command, subcommand === undefined]).toEqual([command, false]);
      // Parsed, and not carried out.
      expect(() =>
        subcommand
          ?.action(() => undefined)
          .exitOverride()
          .parse(args, { from: 'user' }),
      ).not.toThrow();
    }
  });

  it('names every variable and every flag of one', () => {
    const flags = settings.filter(({ secret }) => secret !== true).map(({ variable }) => flagOf(variable));
    for (const name of [...settings.map(({ variable }) => variable), ...flags]) expect(readme).toContain(`\`${name}\``);
  });

  it('names every exit code', () => {
    const codes = new Set([...Object.values(exitCodes), ...Object.values(tokenExitCodes)]);
    for (const code of codes) expect(readme).toMatch(new RegExp(`^\\| ${code} +\\||exec\`: .*\\b${code}\\b`, 'm'));
  });

  it('lets systemd make the folders that it lets the agent write to, and launchd find node', () => {
    const unit = read('service/tokenkeep-agent.service');
    // A folder of ReadWritePaths that is missing, as that in /run is after a start of the machine, fails the service.
    expect(unit).not.toContain('ReadWritePaths');
    for (const folder of ['CacheDirectory', 'RuntimeDirectory']) expect(unit).toContain(`\n${folder}=tokenkeep\n`);
    expect(read('service/com.tokenkeep.agent.plist')).toMatch(/<key>PATH<\/key>\s*<string>[^<]*\/usr\/local\/bin/);
  });

  it('shows the files of the services as they are', () => {
    const [unit, socket] = blocks('ini');
    expect(unit).toBe(read('service/tokenkeep-agent.service'));
    expect(socket).toBe(read('service/tokenkeep-agent.socket'));
    expect(blocks('xml')).toEqual([read('service/com.tokenkeep.agent.plist')]);
  });
});
