import { styleText } from 'node:util';
import { eventLevel, type TokenEvent } from '@tokenkeep/core';

const styles = { error: 'red', warn: 'yellow', info: 'dim', debug: 'dim' } as const;

/** One line for `--verbose`: what happened, with its facts. Events hold no secret and no token. */
export function eventLine(event: TokenEvent): string {
  const { type, ...facts } = event;
  const words = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${typeof value === 'number' ? Math.round(value) : String(value)}`],
  );
  return styleText(styles[eventLevel(event)], `tokenkeep: ${[type, ...words].join(' ')}`, { stream: process.stderr });
}
