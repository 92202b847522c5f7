import { describe, expect, it } from 'vitest';
import { parseArguments } from './parse-arguments.ts';

describe('the command line', () => {
  it('serves on port 4010 when nothing is said', () => {
    expect(parseArguments([], '1')).toEqual({ kind: 'serve', options: { port: 4010 } });
  });

  it('takes every option', () => {
    const apps = ['--app', 'one:secret:with:colons', '--app=two:2'];
    const times = ['--token-lifetime', '90s', '--rollover=1m', '--latency', '20-80ms'];
    expect(parseArguments(['--port', '0', ...apps, ...times, '--jwt'], '1')).toEqual({
      kind: 'serve',
      options: {
        port: 0,
        jwt: true,
        apps: [
          { appId: 'one', appSecret: 'secret:with:colons' },
          { appId: 'two', appSecret: '2' },
        ],
        tokenLifetimeMs: 90_000,
        rolloverMs: 60_000,
        latencyMs: { min: 20, max: 80 },
      },
    });
  });

  it.each([
    [['--port', '70000'], '--port must be a number from 0 (any free port) to 65535.'],
    [['--port', ''], '--port must be a number from 0 (any free port) to 65535.'],
    [['--app', 'canary'], '--app must read id:secret.'],
    [['canary:canary'], 'Only options are taken, such as --app id:secret.'],
    [['--token-lifetime', 'long'], '--token-lifetime must be a duration, such as 250ms, 90s, 15m or 24h.'],
    [['--rollover', '-5'], /--rollover/],
    [['--latency', '9s-1s'], '--latency must be a duration or a range, such as 50ms or 20ms-80ms.'],
    [['--latency', '1-2-3'], '--latency must be a duration or a range, such as 50ms or 20ms-80ms.'],
    [['--app:canary'], 'Only options are taken, such as --app id:secret.'],
    [['--app id:canary'], 'Only options are taken, such as --app id:secret.'],
    [['--token-lifetime', '0'], '--token-lifetime must be from 1ms to 9007199254740991ms.'],
    [['--latency', '30d'], '--latency must be from 0ms to 2147483647ms.'],
    [['--lifetime', '1'], 'Unknown option --lifetime.'],
    [['--prot', '1'], 'Unknown option --prot: did you mean --port?'],
    [['--lifetime=canary'], 'Unknown option --lifetime.'],
    [['--app'], '--app needs a value.'],
  ])('%j is refused by name, without its value', (args, message) => {
    expect(() => parseArguments(args, '1')).toThrow(message);
    expect(() => parseArguments(args, '1')).not.toThrow('canary');
  });
});
