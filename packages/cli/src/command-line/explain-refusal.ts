import type { CommanderError } from 'commander';
import { UsageError } from '../usage-error.ts';

/** Words what commander refuses, without what was typed: a secret may be in it. */
export function explainRefusal({ code, message }: CommanderError): UsageError {
  const [, option, rest = ''] = /option '(?:-\w, )?(--?[A-Za-z][a-z-]*)([^']*)'/.exec(message) ?? [];
  const [, meant] = /Did you mean (?:one of )?([a-z-]+)/.exec(message) ?? [];
  const hint = meant === undefined ? 'see tokenkeep --help.' : `did you mean ${meant}?`;
  switch (code) {
    case 'commander.optionMissingArgument':
      return new UsageError(`${option ?? 'An option'} needs a value: see tokenkeep --help.`);
    case 'commander.unknownOption': {
      // Secrets have no flag, and whoever tries one reads here where they belong.
      const secret = /secret|password|key$/i.test(option ?? '') ? 'secrets belong into variables or files: ' : '';
      if (option !== undefined && /^(=|$)/.test(rest))
        return new UsageError(`Unknown option ${option}: ${secret}${hint}`);
      break;
    }
    case 'commander.unknownCommand':
      return new UsageError(`There is no such command: ${hint}`);
    case 'commander.help':
      return new UsageError('No command is given: see tokenkeep --help.');
    case 'commander.missingArgument':
      return new UsageError('An argument is missing: see tokenkeep --help.');
  }
  return new UsageError('The arguments cannot be understood: see tokenkeep --help.');
}
