import { randomUUID } from 'node:crypto';
import { createMockServer, type MockApp, type MockServer, type MockServerOptions } from '@tokenkeep/mock-server';
import { adapters, naiveClient, type AdapterSpec } from './adapters.ts';
import { makeCachePlace, type CacheKind, type CachePlace } from './cache/cache-place.ts';
import { Crew } from './crew.ts';
import { call } from './demo/call.ts';
import { Demo, type Participant } from './demo/demo.ts';
import { EventLog } from './demo/event-log.ts';
import { IssuerLedger } from './demo/issuer-ledger.ts';
import { isQuestion } from './demo/state.ts';
import { exercise, type Row } from './exercise.ts';

const calls = 100;
/** A naive client waits for ever: the one who calls it does not. */
const naiveLimitMs = 4000;

/** What to start, and who hears how it goes. */
export interface ExampleOptions {
  readonly cache: CacheKind;
  /** Told what is being started. */
  readonly onProgress: (name: string) => void;
  /** Told in one line what has gone wrong since. */
  readonly onTrouble: (line: string) => void;
}

/** The token server and the applications around it. What was started, `close` ends, at any time. */
export class Example implements AsyncDisposable {
  readonly #options: ExampleOptions;
  readonly #specs: readonly AdapterSpec[] = [...adapters, naiveClient];
  readonly #credentials = new Map<AdapterSpec, MockApp>();
  readonly #log = new EventLog();
  readonly #ledger: IssuerLedger;
  readonly #crew: Crew;
  #place: Promise<CachePlace> | undefined;
  #server: Promise<MockServer> | undefined;
  #env: Readonly<Record<string, string>> = {};
  #demo: Demo | undefined;

  constructor(options: ExampleOptions) {
    this.#options = options;
    const shared: MockApp = { appId: 'shared', appSecret: randomUUID() };
    const accounts = new Map<string, { appId: string; name: string; naive: boolean }>();
    for (const spec of this.#specs) {
      const { naive, file } = spec;
      const sharing = options.cache !== 'memory' && !naive;
      const credentials = sharing ? shared : { appId: file, appSecret: randomUUID() };
      const { appId } = credentials;
      this.#credentials.set(spec, credentials);
      accounts.set(appId, { appId, name: sharing ? 'all adapters' : spec.name, naive });
    }
    this.#ledger = new IssuerLedger([...accounts.values()]);
    this.#crew = new Crew({
      log: this.#log,
      env: (spec) => ({
        ...this.#env,
        PORT: String(spec.port),
        SYMBL_APP_ID: this.#credentialsOf(spec).appId,
        SYMBL_APP_SECRET: this.#credentialsOf(spec).appSecret,
      }),
      answer: (question) => this.#answer(question),
      onTrouble: options.onTrouble,
    });
  }

  /** Starts everything but the naive client, and calls the API through one adapter after the other. */
  async exercise(): Promise<Row[]> {
    const { cache, onProgress } = this.#options;
    this.#place = makeCachePlace(cache);
    const { env } = await this.#place;
    onProgress('token server');
    this.#server = this.#startServer();
    const server = await this.#server;
    this.#env = { ...env, EXAMPLE_HOST: 'true', SYMBL_BASE_URL: server.url };
    const rows: Row[] = [];
    for (const spec of adapters) {
      const { name: adapter, callPath } = spec;
      onProgress(adapter);
      const url = await this.#crew.start(spec);
      const { appId } = this.#credentialsOf(spec);
      // With a shared cache the first exchange is the only one.
      const allowed = cache === 'memory' || rows.length === 0 ? 1 : 0;
      rows.push(await exercise({ adapter, url, callPath, appId, calls, allowed }, server));
    }
    return rows;
  }

  /** After the exercise: starts the naive client and the traffic, and lets the page act. */
  async demonstrate(): Promise<void> {
    const { onProgress, onTrouble, cache } = this.#options;
    onProgress(naiveClient.name);
    const url = await this.#crew.start(naiveClient);
    // So that it begins with a token, as the others do.
    await call(`${url}${naiveClient.callPath}`, '0');
    this.#demo = new Demo({
      server: await this.server,
      ledger: this.#ledger,
      log: this.#log,
      cache,
      onTrouble,
      participants: this.#specs.map((spec) => this.#participant(spec)),
    });
    this.#demo.start();
  }

  /** The token server. Rejects before `exercise`. */
  get server(): Promise<MockServer> {
    return this.#server ?? Promise.reject(new Error('The token server has not been started.'));
  }

  /** Where each application listens, by its name. */
  get urls(): ReadonlyMap<string, string> {
    return new Map(this.#specs.map((spec) => [spec.name, this.#crew.url(spec) ?? '']));
  }

  async close(): Promise<void> {
    this.#demo?.stop();
    await this.#crew.close();
    await this.#server?.then((server) => server.close()).catch(() => undefined);
    await this.#place?.then((place) => place[Symbol.asyncDispose]()).catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #startServer(): Promise<MockServer> {
    const options: MockServerOptions = {
      apps: [...new Set(this.#credentials.values())],
      onExchange: (record) => this.#ledger.record(record),
    };
    return createMockServer({ ...options, port: 4010 }).catch(() => createMockServer(options));
  }

  #credentialsOf(spec: AdapterSpec): MockApp {
    const credentials = this.#credentials.get(spec);
    if (credentials === undefined) throw new Error(`The token server has no app for ${spec.name}.`);
    return credentials;
  }

  #participant(spec: AdapterSpec): Participant {
    const crew = this.#crew;
    const { name, naive, callPath } = spec;
    return {
      ...this.#credentialsOf(spec),
      name,
      naive,
      ...(naive ? { limitMs: naiveLimitMs } : {}),
      monitor: crew.monitor(spec),
      get url() {
        const url = crew.url(spec);
        return url === undefined ? undefined : `${url}${callPath}`;
      },
      tell: (message) => crew.tell(spec, message),
      restart: () => crew.restart(spec).catch((error: Error) => this.#options.onTrouble(error.message)),
    };
  }

  #answer(question: unknown): unknown {
    if (this.#demo === undefined || !isQuestion(question)) return undefined;
    if (question.type === 'act') this.#demo.act(question.action);
    return this.#demo.state;
  }
}
