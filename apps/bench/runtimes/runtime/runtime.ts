/** Where the suite finds the issuer. */
export interface World {
  readonly baseUrl: string;
  readonly appId: string;
  readonly appSecret: string;
}

/** What one scenario came to. */
export interface ScenarioResult {
  readonly name: string;
  /** Absent when it holds. */
  readonly error?: string;
}

/** Files of the built suite, one for each kind of host. */
export interface BuiltSuite {
  readonly folder: string;
  readonly command: string;
  readonly worker: string;
  readonly global: string;
}

/** A runtime that is on this machine. */
export interface ReadyRuntime {
  readonly version: string;
  run(world: World, suite: BuiltSuite): Promise<readonly ScenarioResult[]>;
}

/** One place where core has to run. */
export interface Runtime {
  readonly name: string;
  /** Where it comes from, for the table. */
  readonly source: string;
  /** Rejects, saying why, when it is not on this machine. */
  prepare(): Promise<ReadyRuntime>;
}
