/** What a check found out, in one line. Holds no value of a variable, no secret and no token. */
export interface Finding {
  readonly ok: boolean;
  /** What was looked at; when it is not well also what is wrong and what to do. */
  readonly line: string;
}

/** Everything is well. */
export function fine(line: string): Finding {
  return { ok: true, line };
}

/** Something is to be mended. */
export function mend(line: string): Finding {
  return { ok: false, line };
}
