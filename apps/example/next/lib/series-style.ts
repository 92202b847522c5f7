import type { CSSProperties } from 'react';

/** Wider lines of the chart lie below thinner ones, so that lines on top of each other can all be seen. */
const looks: Readonly<Record<string, readonly [color: string, width: number]>> = {
  core: ['light-dark(#0b7a5a, #43c795)', 11],
  'nest-module': ['light-dark(#c22563, #ff7ca8)', 8],
  'fastify-plugin': ['light-dark(#1f5fd1, #74a8ff)', 5.5],
  next: ['light-dark(#26302c, #f1f5f2)', 3.5],
  'command-line': ['light-dark(#8a5a00, #e3b341)', 1.5],
  'naive client': ['light-dark(#c2410c, #ff8f57)', 2.5],
};

/** The colour of an application in the chart, on its card and in the lists, as `--series`. */
export function seriesStyle(name: string): CSSProperties {
  const [color, width] = looks[name] ?? ['var(--good)', 5.5];
  return { '--series': color, '--width': `${width}px` } as CSSProperties;
}
