import type { IssuerControl } from '../issuer/issuer-control.ts';
import type { IssuerOptions } from '../issuer/start-issuer.ts';
import type { SubjectClient, SubjectName } from '../subject.ts';
import type { Sample, Table } from '../table.ts';

/** What a measure works with, in the subject's process. */
export interface WorkContext {
  /** The subject's own control over the issuer. */
  readonly issuer: IssuerControl;
  /** A new client of the subject, its memory empty. */
  create(): Promise<SubjectClient>;
  /** A new client of another subject, in the same process. */
  createOther(name: SubjectName): Promise<SubjectClient>;
  /** Moves the clock of issuer and subject together. Only for a measure that `movesClock`. */
  moveClock(change: { readonly aheadMs?: number; readonly speed?: number }): Promise<void>;
  /** Whether to be done quickly, at the price of fewer repeats and shorter runs. */
  readonly quick: boolean;
}

/** One table: the same work for every subject, each in its own process against an issuer of its own. */
export interface Measure extends Omit<Table, 'rows'> {
  /** Its file in `measures/`. */
  readonly name: string;
  readonly issuer: IssuerOptions;
  /** Puts issuer and subject on a clock that the work moves. */
  readonly movesClock?: boolean;
  /** Subjects of this measure alone, below the others. */
  readonly also?: readonly SubjectName[];
  /** How many subjects at once. More than one only where counts matter and times do not. Default 1. */
  readonly abreast?: number;
  /** Who cannot do this work, and why; begins with "no". */
  readonly without?: Readonly<Partial<Record<SubjectName, `no ${string}`>>>;
  readonly repeats: number;
  /** Runs in the subject's process. */
  work(context: WorkContext): Promise<Sample>;
}
