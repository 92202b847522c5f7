import { Command, Option } from 'commander';
import { corsOption, durationOption, parseApp, parseLatency, parsePort } from './option-values.ts';
import { readJsonFile } from './read-json-file.ts';

// A key in the arguments is seen by every user of the machine.
const CONTROL_KEY_VARIABLE = 'TOKENKEEP_MOCK_CONTROL_KEY';

const ROUTES = `
Durations: 250ms, 90s, 15m, 24h; a bare number is milliseconds.

  POST /oauth2/token:generate   {"type":"application","appId":"...","appSecret":"..."}
  POST /oauth/token             OAuth 2.0 client credentials
  GET  /v1/conversations/:id    needs the token
  POST /v1/process/text         needs the token
  /__mock/                      counters, faults, revoke, age; see /__mock/openapi.json
`;

/**
 * The command and its options, not yet parsed. Each option is named as the option of `createMockServer` that it sets.
 * Parsing neither prints errors nor ends the process: it throws.
 */
export function commandLine(version: string, print: (text: string) => void): Command {
  return new Command('tokenkeep-mock')
    .description('A token server to test against.')
    .option('--host <host>', 'where to listen; 0.0.0.0 for every address (127.0.0.1)')
    .option('--port <port>', 'where to listen; 0 for any free port', parsePort, 4010)
    .option('--app <id:secret>', 'an app that may exchange; repeatable (one is made and printed)', listOf(parseApp))
    .option('--token-lifetime <duration>', 'how long a new token lives (24h)', durationOption('--token-lifetime', 1))
    .option('--rollover <duration>', 'how near its end a token is replaced (0ms)', durationOption('--rollover', 0))
    .option('--round-up', 'round the seconds left up, as many servers do')
    .option('--latency <duration|range>', 'delay before each answer, such as 50ms or 20ms-80ms (0ms)', parseLatency)
    .option('--jwt', 'make tokens JWT-shaped')
    .option('--endpoint <file>', 'a token endpoint of the shape in this JSON file; repeatable', listOf(readJsonFile))
    .option('--routes <file>', 'routes of your own on the API: a JSON file with a list', readJsonFile)
    .option('--cors [origin]', 'let pages of this origin call it, or of any; repeatable', corsOption)
    .addOption(
      new Option('--control-key <key>', 'open /__mock/ to other machines that show this key').env(CONTROL_KEY_VARIABLE),
    )
    .option('--allow-host <name>', 'a host name under which /__mock/ is reached; repeatable', listOf(String))
    .version(version, '-v, --version')
    .addHelpText('after', ROUTES)
    .configureOutput({ writeOut: print, writeErr: () => undefined })
    .exitOverride();
}

function listOf<Value>(parse: (text: string) => Value): (text: string, given?: readonly Value[]) => readonly Value[] {
  return (text, given = []) => [...given, parse(text)];
}
