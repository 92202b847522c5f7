import { readFileSync } from 'node:fs';
import { snippetsOf } from '@tokenkeep/pages';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../src/cli/command-line.ts';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { faultSchemas } from '../src/fault/fault-schemas.ts';
import { createFaultOrderParser } from '../src/fault/parse-fault-order.ts';

const readme = read('../README.md');

describe('the README', () => {
  it('shows code that is run, word for word', () => {
    const examples = read('readme-examples.test.ts');
    const shown = blocks('ts');
    expect(shown).toHaveLength(3);
    for (const block of shown) expect(examples).toContain(block);
  });

  it('shows the examples as they are', () => {
    expect(blocks('json')).toEqual([read('../examples/toast.json')]);
    expect(blocks('yaml')).toEqual([read('../examples/compose.yaml')]);
  });

  it('lists every fault with every field, those with a default marked optional', () => {
    const rows = [...readme.matchAll(/^\| `\{ kind: '([\w-]+)'((?:, \w+\??)*) \}`/gm)];
    const listed = rows.map(([, kind, fields = '']) => [kind, fields.split(', ').slice(1)]);
    const known = Object.entries(faultSchemas).map(([kind, schema]) => {
      const { required, properties } = schema as { required: string[]; properties: object };
      const fields = Object.keys(properties).filter((name) => name !== 'kind');
      return [kind, fields.map((name) => (required.includes(name) ? name : `${name}?`))];
    });
    expect(listed).toEqual(known);
  });

  it('shows a command that is understood, and lists its options as --help does', () => {
    const [, command = '', , curl = ''] = blocks('sh');
    expect(parseArguments(command.trim().split(' ').slice(2), '1')).toMatchObject({
      kind: 'serve',
      options: { port: 4010, tokenLifetimeMs: 900_000, rolloverMs: 30_000, latencyMs: { min: 20, max: 80 } },
    });
    const options = (text: string): string[] => [...new Set(text.match(/--[a-z]+(?:-[a-z]+)*/g))].sort();
    const [, section = ''] = readme.split('## The command');
    expect(options(section)).toEqual(options(commandLine('1', () => undefined).helpInformation()));
    const [, order = ''] = /-d '(.*)'/.exec(curl) ?? [];
    expect(createFaultOrderParser()(JSON.parse(order))).toMatchObject({ route: 'token', times: 3 });
  });
});

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

function blocks(language: string): string[] {
  return snippetsOf(readme, language).map(({ code }) => code);
}
