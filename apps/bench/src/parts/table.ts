/** What one run found, by column. */
export type Sample = Readonly<Record<string, number>>;

/** A column of a table. */
export interface Column {
  /** The key in the samples. */
  readonly key: string;
  readonly title: string;
  readonly unit?: 'ms' | 'ns' | 'bytes' | 'ratio' | '%' | 's' | 'kB';
}

/** What must hold for ours. */
export interface Threshold {
  /** The row, where it is not the first. */
  readonly row?: string;
  readonly key: string;
  readonly atMost: number;
  /** The value is divided by this row's. */
  readonly relativeTo?: string;
  /** Counts fail a run. The rest is reported only, since a busy machine spoils it. */
  readonly kind: 'count' | 'report';
  /** As the list of promises calls it. */
  readonly title: string;
}

/** A drawing of one column, beside RESULTS.md: horizontal bars, one for each row. */
export interface Chart {
  readonly title: string;
  readonly subtitle: string;
  readonly key: string;
  /** Ratios are drawn from nought; everything else is logarithmic, since it differs a thousandfold. */
  readonly unit?: 'ratio';
}

/** One row: one subject with the samples of its repeats. */
export interface Row {
  readonly key: string;
  readonly title: string;
  readonly samples: readonly Sample[];
  /** Why there are no samples. */
  readonly missing?: string | undefined;
}

/** One table of RESULTS.md. */
export interface Table {
  /** The file in `measures/` that it comes from. */
  readonly name: string;
  readonly title: string;
  /** What was done, and what was shortened. */
  readonly about: string;
  readonly columns: readonly Column[];
  readonly thresholds: readonly Threshold[];
  readonly chart?: Chart;
  readonly rows: readonly Row[];
}
