import type { IssuerControl } from './issuer-control.ts';
import type { SubjectKinds } from './load-subjects.ts';
import type { IssuerOptions } from './start-issuer.ts';
import type { Sample, Table } from './table.ts';

interface AnyMeasure extends Omit<Table, 'rows' | 'name'> {
  /** How often each row is measured, every other time in the opposite order. Once where a run is quick. */
  readonly repeats: number;
  /** By the key of the row, where it differs. */
  readonly repeatsOf?: Readonly<Record<string, number>>;
  /** How many rows at once. More than one only where counts matter and times do not. Default 1. */
  readonly abreast?: number;
  /** A row whose first run took longer is not run again, so that all ends within minutes. */
  readonly enoughMs?: number;
  /** Why it runs only when it is named. */
  readonly onDemand?: string;
}

/** The same work for every subject of a kind, each in its own process against an issuer of its own. */
export interface WorkMeasure<Kind extends keyof SubjectKinds = keyof SubjectKinds> extends AnyMeasure {
  readonly subjects: Kind;
  readonly issuer: IssuerOptions;
  /** Puts issuer and subject on a clock that the work moves. */
  readonly movesClock?: boolean;
  /** Who cannot do this work, and why; begins with "no". */
  readonly without?: Readonly<Record<string, `no ${string}`>>;
  /** Runs in the subject's process. */
  work(context: WorkContext<SubjectKinds[Kind]>): Promise<Sample>;
}

/** What work is done with. */
export interface WorkContext<Subject> {
  readonly subject: Subject;
  /** The subject's own issuer: its `address`, and control over it. */
  readonly issuer: IssuerControl;
  /** Another subject of the kind, in the same process. */
  other(name: string): Promise<Subject>;
  /** Moves the clock of issuer and subject together. Only for a measure that `movesClock`. */
  moveClock(change: { readonly aheadMs?: number; readonly speed?: number }): Promise<void>;
  /** Whether to be done quickly, at the price of shorter runs. */
  readonly quick: boolean;
}

/** Rows of any kind: whole processes, bundles, servers. */
export interface RowsMeasure<Each extends MeasuredRow = MeasuredRow> extends AnyMeasure {
  /** Who is measured, in the order of the table. */
  rows(): readonly Each[] | Promise<readonly Each[]>;
  /** Measures one row once. Runs in the process of the bench. */
  measureOne(row: Each, how: { readonly quick: boolean }): Promise<Sample>;
}

/** One row, before it is measured. */
export interface MeasuredRow {
  readonly key: string;
  readonly title: string;
  /** Why it cannot be measured; begins with "no". */
  readonly missing?: string | undefined;
}

/** One table of RESULTS.md. Each file in `measures/` exports one as `measure`. */
export type Measure = WorkMeasure | RowsMeasure;
