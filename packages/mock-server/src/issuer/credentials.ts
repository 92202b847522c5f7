import type { MockApp } from '../options.ts';

/** Who may exchange, and with which secret at the moment. */
export class Credentials {
  readonly #first: MockApp;
  readonly #initial: ReadonlyMap<string, string>;
  #secrets: Map<string, string>;

  /** @param apps at least one, with different ids */
  constructor([first, ...others]: readonly [MockApp, ...MockApp[]]) {
    this.#first = first;
    this.#initial = new Map([first, ...others].map(({ appId, appSecret }) => [appId, appSecret]));
    this.#secrets = new Map(this.#initial);
  }

  knows(appId: string): boolean {
    return this.#secrets.has(appId);
  }

  accepts(appId: string, appSecret: string): boolean {
    return this.#secrets.get(appId) === appSecret;
  }

  /** @returns whose secret it is, for endpoints that ask for nothing else */
  appIdOf(appSecret: string): string | undefined {
    return [...this.#secrets].find(([, secret]) => secret === appSecret)?.[0];
  }

  /** The apps in the order given, with the secrets valid now. */
  list(): readonly [MockApp, ...MockApp[]] {
    const [first = this.#first, ...others] = [...this.#secrets].map(([appId, appSecret]) => ({ appId, appSecret }));
    return [first, ...others];
  }

  appIds(): string[] {
    return [...this.#secrets.keys()];
  }

  change(appId: string, appSecret: string): void {
    this.#secrets.set(appId, appSecret);
  }

  /** Back to the secrets of the start. */
  restore(): void {
    this.#secrets = new Map(this.#initial);
  }
}
