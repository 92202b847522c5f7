/** Something that is measured, called as its README shows. Each file below `subjects/` exports one as `subject`. */
export interface Subject {
  /** As the tables call it. */
  readonly title: string;
  /** The npm package, whose installed version RESULTS.md shows; `undefined` for what is written by hand. */
  readonly packageName: string | undefined;
  /** What it is made of, or what had to be adapted for the local issuer, for RESULTS.md. */
  readonly about: string;
  /** Names of the measures that it is for. Default: all of its kind. */
  readonly measures?: readonly string[];
}
