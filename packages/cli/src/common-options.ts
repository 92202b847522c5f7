/** The options that every command has, as commander reads them; the flags of `settings` are beside them. */
export interface CommonOptions extends Readonly<Record<string, unknown>> {
  readonly config?: string;
  readonly cacheDir?: string;
  readonly redis?: string;
  readonly timeout?: number;
  readonly verbose?: true;
}
