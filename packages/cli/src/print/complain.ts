import { styleText } from 'node:util';

/** Writes one line to standard error, after the command's name; red on a terminal, unless `NO_COLOR` is set. */
export function complain(message: string): void {
  const { stderr } = process;
  stderr.write(`${styleText('red', 'tokenkeep:', { stream: stderr })} ${message}\n`);
}
