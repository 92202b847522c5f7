import { Option, type Command } from 'commander';
import { parseDuration } from '../parse-duration.ts';
import { flagOf, settings } from '../settings.ts';

/** Adds the flags that every command has: who is asked, where tokens are shared, how it is told. */
export function addCommonFlags(command: Command): Command {
  command.optionsGroup('Who is asked (each is a variable as well; secrets are variables or files only):');
  for (const setting of settings) {
    if (setting.secret) continue;
    command.addOption(new Option(`${flagOf(setting.variable)} <${setting.value}>`, setting.what));
  }
  return command
    .option('--config <file>', 'or a module whose default export is TokenClientOptions')
    .optionsGroup('Where the token is shared:')
    .option('--cache-dir <folder>', "another folder than the user's cache")
    .option('--redis <url>', 'Redis, without a password; with one, use TOKENKEEP_REDIS_URL')
    .optionsGroup('Further:')
    .option(
      '--timeout <duration>',
      'for a token, such as 5s (10s); with fetch, if given, for the answer as well',
      (text) => parseDuration('--timeout', text, 1),
    )
    .option('--verbose', 'print what happens to standard error')
    .helpOption('-h, --help', 'print this');
}
