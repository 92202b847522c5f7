/** A browser, as far as looking at what runs in it needs one. */
export interface Visitor extends AsyncDisposable {
  /** Opens the address in a tab of its own, as a user would, and does not wait for a page. */
  visit(url: string): Promise<void>;
  /** Opens a page and runs an expression in it, until the promise that this gives is settled. */
  run(url: string, script: string): Promise<void>;
}
