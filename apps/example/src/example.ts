import { randomUUID } from 'node:crypto';
import { createMockServer, type MockServer, type MockServerOptions } from '@tokenkeep/mock-server';
import { Application } from './application.ts';
import { applications } from './applications.ts';
import { makeCachePlace, type CacheKind } from './cache-place.ts';
import { buttons, type Action } from './demo/buttons.ts';
import { Demo } from './demo/demo.ts';
import { EventLog } from './demo/event-log.ts';
import { IssuerLedger } from './demo/issuer-ledger.ts';
import { exercise, type Row } from './exercise.ts';
import type { FetchCost } from './fetch-cost.ts';
import type { AppMessage } from './messages.ts';

/** How often calls are made and the page is told what there is to see, milliseconds: twice between two of its looks. */
const tickMs = 250;

/** All that the page shows. Holds no token, no secret and no part of one. */
export type DemoState = NonNullable<ReturnType<Example['state']>>;

/** The token server and the applications around it. What was started, its disposal ends, at any time. */
export class Example implements AsyncDisposable {
  /** What has gone wrong since the start, a line each. */
  readonly troubles: string[] = [];
  readonly #cache: CacheKind;
  readonly #apps: readonly Application[];
  readonly #log = new EventLog();
  readonly #ledger = new IssuerLedger();
  #timer: NodeJS.Timeout | undefined;
  #place: ReturnType<typeof makeCachePlace> | undefined;
  #server: Promise<MockServer> | undefined;
  #fetchCost: FetchCost | undefined;
  #demo: Demo | undefined;

  constructor(place: CacheKind) {
    this.#cache = place;
    const shared = { appId: 'shared', appSecret: randomUUID() };
    this.#apps = applications.map((spec) => {
      const { name, file, cache = place } = spec;
      const shares = cache !== 'memory' && cache === place;
      const credentials = shares ? shared : { appId: file, appSecret: randomUUID() };
      this.#ledger.open(credentials.appId, shares ? 'all adapters' : name);
      return new Application(spec, credentials, (message) => this.#hear(name, message));
    });
  }

  /** Starts everything, and calls the API through one application after the other, but not the naive client. */
  async exercise(): Promise<Row[]> {
    this.#place = makeCachePlace(this.#cache);
    this.#server = this.#place.then(() => this.#startServer());
    const server = await this.#server;
    const { folder } = await this.#place;
    const start = async (app: Application): Promise<void> => {
      const { spec, credentials } = app;
      console.log(`starting ${spec.name} …`);
      await app.start({
        PORT: `${spec.port}`,
        EXAMPLE_HOST: 'true',
        EXAMPLE_CACHE: spec.cache ?? this.#cache,
        EXAMPLE_CACHE_PATH: `${folder}/${credentials.appId}`,
        SYMBL_BASE_URL: server.url,
        SYMBL_APP_ID: credentials.appId,
        SYMBL_APP_SECRET: credentials.appSecret,
      });
    };
    await Promise.all(this.#apps.map(start));
    const rows: Row[] = [];
    for (const app of this.#apps) if (app.spec.file !== 'naive') rows.push(await exercise(app, server));
    return rows;
  }

  /** After the exercise: starts the traffic, and lets the page act. */
  async demonstrate(): Promise<void> {
    // So that the naive client begins with a token, as the others do.
    await this.#app('naive')?.call('0');
    this.#fetchCost = await (await fetch(`${this.#app('bare')?.url}/fetch-cost`)).json();
    this.#demo = new Demo(await this.server, this.#apps, this.#ledger);
    let ticks = 0;
    this.#timer = setInterval(() => {
      ticks += 1;
      this.#demo?.tick(ticks);
      if (ticks % 4 === 0) this.#ledger.sample();
      this.#app('next')?.tell({ type: 'state', state: this.state() });
    }, tickMs);
  }

  /** Presses a button, and waits until its numbers have settled. Never rejects. */
  async act(action: Action): Promise<void> {
    const { title } = buttons[action];
    this.#log.chapter(`pressed “${title}”`);
    await this.#demo?.act(action).catch((error: unknown) => this.#tell(`${title} failed: ${String(error)}`));
  }

  /** What the page shows; `undefined` before the demonstration. */
  state() {
    if (this.#demo === undefined || this.#fetchCost === undefined) return undefined;
    return {
      at: Date.now(),
      cache: this.#cache,
      fetchCost: this.#fetchCost,
      /** Where the Fastify application gives its metrics to Prometheus. */
      metricsUrl: `${this.#app('fastify')?.url}/metrics`,
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

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#apps.map((app) => app.stop()));
    await this.#server?.then((server) => server.close()).catch(() => undefined);
    await this.#place?.then((place) => place.remove()).catch(() => undefined);
  }

  #tell(trouble: string): void {
    this.troubles.push(trouble);
    console.error(trouble);
  }

  #app(file: string): Application | undefined {
    return this.#apps.find(({ spec }) => spec.file === file);
  }

  #startServer(): Promise<MockServer> {
    console.log('starting token server …');
    const options: MockServerOptions = {
      apps: [...new Set(this.#apps.map(({ credentials }) => credentials))],
      routes: [
        {
          path: '/v1/conversations/token',
          answer: (call) => ({ body: { id: 'token', ...this.#ledger.aboutToken(call) } }),
        },
      ],
      onExchange: (record) => {
        this.#ledger.record(record);
        this.#demo?.exchanged(record.appId);
      },
      now: this.#ledger.now,
    };
    return createMockServer({ ...options, port: 4010 }).catch(() => createMockServer(options));
  }

  #hear(name: string, message: AppMessage | 'died'): void {
    if (message === 'died') {
      this.#log.note(name, 'has ended by itself');
      this.#tell(`${name} has ended by itself: start the example again.`);
    } else if (message.type === 'event') this.#log.event(name, message.event);
    else if (message.type === 'act') void this.act(message.action);
  }
}
