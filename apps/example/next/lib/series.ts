import type { CSSProperties } from 'react';

/** How an adapter looks in the chart, on its card and in the lists. */
export interface SeriesLook {
  /** The custom property of `globals.css` that holds its colour. */
  readonly color: string;
  /** Gives that colour to an element and what is in it, as `--series`. */
  readonly style: CSSProperties;
  /** Thicker lines lie below thinner ones, so that lines on top of each other can all be seen. */
  readonly width: number;
  readonly dash: readonly number[];
}

const looks: Readonly<Record<string, SeriesLook>> = {
  core: look('core', 9),
  'nest-module': look('nest', 6.5),
  'fastify-plugin': look('fastify', 4),
  next: look('next', 1.5),
  'all adapters': look('core', 4),
  'naive client': look('naive', 2.5, [6, 4]),
  you: { color: '--accent', style: {}, width: 0, dash: [] },
};

export function seriesLook(name: string): SeriesLook {
  return looks[name] ?? look('core', 3);
}

function look(key: string, width: number, dash: readonly number[] = []): SeriesLook {
  const color = `--series-${key}`;
  return { color, style: { '--series': `var(${color})` } as CSSProperties, width, dash };
}
