import { randomUUID } from 'node:crypto';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { Application } from './application.ts';
import { applications, naiveClient, type AppSpec } from './applications.ts';
import { makeCachePlace, type CacheKind, type CachePlace } from './cache-place.ts';
import { buttonOf, type Action } from './demo/buttons.ts';
import { Demo } from './demo/demo.ts';
import { EventLog } from './demo/event-log.ts';
import { IssuerLedger } from './demo/issuer-ledger.ts';
import { exercise, type Row } from './exercise.ts';
import type { FetchCost } from './fetch-cost.ts';
import type { AppMessage } from './messages.ts';

/** How often the page is told what there is to see, milliseconds: twice between two of its looks. */
const showEveryMs = 250;

/** What to start, and who hears how it goes. */
export interface ExampleOptions {
  readonly cache: CacheKind;
  /** Told what is being started. */
  readonly onProgress: (name: string) => void;
  /** Told in one line what has gone wrong since. */
  readonly onTrouble: (line: string) => void;
}

/** All that the page shows. Holds no token, no secret and no part of one. */
export type DemoState = NonNullable<ReturnType<Example['state']>>;

/** The token server and the applications around it. What was started, `close` ends, at any time. */
export class Example implements AsyncDisposable {
  readonly #options: ExampleOptions;
  readonly #apps: readonly Application[];
  readonly #naive: Application;
  readonly #log = new EventLog();
  readonly #ledger: IssuerLedger;
  readonly #timers: NodeJS.Timeout[] = [];
  #aheadMs = 0;
  #closed = false;
  #place: Promise<CachePlace> | undefined;
  #server: Promise<MockServer> | undefined;
  #fetchCost: FetchCost | undefined;
  #demo: Demo | undefined;

  constructor(options: ExampleOptions) {
    this.#options = options;
    const shared = { appId: 'shared', appSecret: randomUUID() };
    const made = (spec: AppSpec): Application => {
      const own = { appId: spec.file, appSecret: randomUUID() };
      const hear = (message: AppMessage | 'died'): void => this.#hear(spec.name, message);
      return new Application(spec, spec.shares.includes(options.cache) ? shared : own, hear);
    };
    this.#naive = made(naiveClient);
    this.#apps = [...applications.map(made), this.#naive];
    this.#ledger = new IssuerLedger(this.#apps, this.#now);
  }

  /** Starts everything but the naive client, and calls the API through one application after the other. */
  async exercise(): Promise<Row[]> {
    this.#place = makeCachePlace(this.#options.cache);
    await this.#place;
    this.#options.onProgress('token server');
    this.#server = this.#startServer();
    const server = await this.#server;
    const rows: Row[] = [];
    for (const app of this.#apps) {
      if (app === this.#naive) continue;
      await this.#start(app);
      rows.push(await exercise(app, server));
    }
    return rows;
  }

  /** After the exercise: starts the naive client and the traffic, and lets the page act. */
  async demonstrate(): Promise<void> {
    await this.#start(this.#naive);
    // So that it begins with a token, as the others do.
    await this.#naive.call('0');
    this.#fetchCost = await (await fetch(`${this.urls.get('core')}/fetch-cost`)).json();
    this.#demo = new Demo({
      server: await this.server,
      apps: this.#apps,
      ledger: this.#ledger,
      advance: (ms) => {
        this.#aheadMs += ms;
        for (const app of this.#apps) app.tell({ type: 'advance', ms });
      },
      restartNaive: async () => {
        await this.#naive.stop();
        await this.#start(this.#naive);
      },
    });
    const next = this.#apps.find(({ spec }) => spec.file === 'next');
    this.#timers.push(setInterval(() => next?.tell({ type: 'state', state: this.state() }), showEveryMs));
    this.#timers.push(setInterval(() => this.#ledger.sample(), 1000));
  }

  /** What the page shows; `undefined` before the demonstration. */
  state() {
    if (this.#demo === undefined || this.#fetchCost === undefined) return undefined;
    return {
      at: Date.now(),
      cache: this.#options.cache,
      fetchCost: this.#fetchCost,
      /** Where the Fastify application gives its metrics to Prometheus. */
      metricsUrl: `${this.urls.get('fastify-plugin')}/metrics`,
      ...this.#demo.state(),
      adapters: this.#apps.map((app) => app.state),
      issuer: this.#ledger.apps,
      samples: this.#ledger.samples,
      events: this.#log.entries,
    };
  }

  /** The token server. Rejects before `exercise`. */
  get server(): Promise<MockServer> {
    return this.#server ?? Promise.reject(new Error('The token server has not been started.'));
  }

  /** Where each application listens, by its name. */
  get urls(): ReadonlyMap<string, string> {
    return new Map(this.#apps.map(({ spec, url }) => [spec.name, url ?? '']));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#demo?.stop();
    await Promise.all(this.#apps.map((app) => app.stop()));
    await this.#server?.then((server) => server.close()).catch(() => undefined);
    await this.#place?.then((place) => place[Symbol.asyncDispose]()).catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #now = (): number => Date.now() + this.#aheadMs;

  #startServer(): Promise<MockServer> {
    const apps = [...new Set(this.#apps.map(({ credentials }) => credentials))];
    const options = { apps, onExchange: this.#ledger.record, now: this.#now };
    return createMockServer({ ...options, port: 4010 }).catch(() => createMockServer(options));
  }

  async #start(app: Application): Promise<void> {
    const { name, file, shares } = app.spec;
    const { cache, onProgress } = this.#options;
    if (this.#closed) throw new Error(`${name} was not started: the example is ending.`);
    onProgress(name);
    const { folder = '' } = (await this.#place) ?? {};
    await app.start({
      EXAMPLE_HOST: 'true',
      EXAMPLE_CACHE: shares.includes(cache) ? cache : 'memory',
      // The processes of the command line have nothing but files in common, even if they share them with nobody else.
      EXAMPLE_CACHE_PATH: `${folder}/${shares.includes(cache) ? cache : file}`,
      EXAMPLE_AHEAD_MS: String(this.#aheadMs),
      SYMBL_BASE_URL: (await this.server).url,
    });
  }

  #hear(name: string, message: AppMessage | 'died'): void {
    const { onTrouble } = this.#options;
    if (message === 'died') {
      this.#log.note(name, 'has ended by itself', true);
      onTrouble(`${name} has ended by itself: start the example again.`);
    } else if (message.type === 'event') this.#log.event(name, message.event);
    else if (message.type === 'act') this.#act(message.action);
  }

  #act(action: Action): void {
    const { title } = buttonOf(action);
    this.#log.chapter(`pressed “${title}”`);
    this.#demo?.act(action).catch((error: unknown) => this.#options.onTrouble(`${title} failed: ${String(error)}`));
  }
}
