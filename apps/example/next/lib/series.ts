/** How an adapter looks in the chart and on its card: a class of `globals.css`, a colour and a line. */
export interface SeriesLook {
  readonly className: string;
  /** The custom property that holds its colour. */
  readonly color: string;
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
  'naive client': { ...look('naive', 2.5), dash: [6, 4] },
};

export function seriesLook(name: string): SeriesLook {
  return looks[name] ?? look('core', 3);
}

function look(key: string, width: number): SeriesLook {
  return { className: `series-${key}`, color: `--series-${key}`, width, dash: [] };
}
