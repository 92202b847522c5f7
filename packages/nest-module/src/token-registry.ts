import {
  Global,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { configError, createTokenClient, TokenError, type TokenClient } from '@tokenkeep/core';
import { logTokenEvents } from './log-token-events.ts';
import { readFactoryOptions } from './read-module-options.ts';
import type { NewTokenClient, TokenModuleOptions } from './token-module-options.ts';
import { warmUpClient } from './warm-up-client.ts';

/** One call of `forRoot` or `forRootAsync`. */
export interface TokenRegistration {
  /** As its user would write it, for errors. */
  readonly call: string;
  readonly name?: string | undefined;
  /** What the call was given. The same object again is the same registration. */
  readonly given: object;
  /** Whether Nest makes the client anew for each request, and so runs `options` each time. */
  readonly perRequest: boolean;
  /** Gives the options, or runs the factory that makes them. */
  options(): TokenModuleOptions | Promise<TokenModuleOptions>;
}

type NewClientOptions = Extract<TokenModuleOptions, NewTokenClient>;

interface MadeClient {
  readonly call: string;
  readonly client: TokenClient;
  /** As the factory returned them. */
  readonly options: TokenModuleOptions;
}

/** The token clients of one application, one per name. Warms them up, and closes the ones that it made. */
export class TokenRegistry implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  // TypeScript's `private` and not `#private`: Nest may stand a bare prototype in for an injectable, and copy fields.
  private readonly registered = new Map<string | undefined, { given: object; made: Promise<MadeClient> }>();
  private readonly made: MadeClient[] = [];
  /** How to give up on each factory that has not ended. */
  private readonly pending = new Set<() => void>();
  private ending = false;
  private readonly logger = new Logger('TokenModule');

  /**
   * The client of a registration. One name has one:
   *
   * | the name is registered   | outcome                                                                |
   * | ------------------------ | ---------------------------------------------------------------------- |
   * | not yet                  | the client is made                                                     |
   * | by another object        | an error                                                               |
   * | by this one              | the client that is there                                               |
   * | by this one, per request | the same, if the factory returns again what it returned first; else an error |
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` for a name that is taken, and for options that cannot work
   */
  async client(registration: TokenRegistration): Promise<TokenClient> {
    const { call, name, given, perRequest } = registration;
    const known = this.registered.get(name);
    if (known === undefined) {
      const made = this.make(registration);
      this.registered.set(name, { given, made });
      // One that cannot be made is in the way of no other try.
      made.catch(() => this.registered.delete(name));
      return (await made).client;
    }
    if (known.given !== given) {
      throw configError(
        `${call} registers again what is registered by another options object: pass the same object, give one of them another name, or register it once with isGlobal: true.`,
      );
    }
    const { client, options } = await known.made;
    // Only what the factory returns tells whether this request means the client of the first one.
    if (!perRequest || (await this.options(registration)) === options) return client;
    throw configError(
      `${call} got other options at this request: options cannot depend on a request, so register one client per tenant by name, or make them with createTokenClient().`,
    );
  }

  /** Warms up the clients that ask for it. @throws TokenError for what only a person can mend */
  async onModuleInit(): Promise<void> {
    const cold = this.made.filter(({ options }) => options.warmUp === true);
    await Promise.all(cold.map(({ client, call }) => warmUpClient(client, call, this.logger)));
  }

  /** Gives up on factories that have not ended, since Nest waits for the requests that wait for them. */
  beforeApplicationShutdown(): void {
    this.ending = true;
    for (const giveUp of this.pending) giveUp();
  }

  /** Closes what was made here: after the last request has been answered, since it may still need a token. */
  async onApplicationShutdown(): Promise<void> {
    const own = this.made.filter(({ options }) => options.client === undefined);
    await Promise.all(own.map(({ client }) => client.close()));
  }

  private async make(registration: TokenRegistration): Promise<MadeClient> {
    const { call, name } = registration;
    const options = await this.options(registration);
    const read = readFactoryOptions(call, options);
    const client = read.client ?? (await namingCall(call, () => this.create(name, read)));
    const made = { call, client, options };
    this.made.push(made);
    return made;
  }

  private create(name: string | undefined, read: NewClientOptions): TokenClient {
    const { warmUp: _, client: __, ...options } = read;
    const log = logTokenEvents(this.logger, name);
    return createTokenClient({
      ...options,
      name,
      onEvent(event) {
        log(event);
        // Returned, since core also forgives a listener that rejects.
        return options.onEvent?.(event);
      },
    });
  }

  /** Runs the factory, until the application ends. */
  private options(registration: TokenRegistration): Promise<TokenModuleOptions> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        const message = `${registration.call}: the factory had not ended when the application did: let it end or fail.`;
        reject(new TokenError(message, { code: 'ERR_TOKEN_CLOSED' }));
      };
      if (this.ending) return giveUp();
      this.pending.add(giveUp);
      const options = namingCall(registration.call, () => registration.options());
      void options.then(resolve, reject).finally(() => this.pending.delete(giveUp));
    });
  }
}

/**
 * Imported by every registration: Nest makes one per application, and so there is one registry. Global, since Nest starts
 * global modules first and ends them last: tokens are there in the hooks of services however deep their module.
 */
export class TokenRegistryModule {}
Module({ providers: [TokenRegistry], exports: [TokenRegistry] })(TokenRegistryModule);
Global()(TokenRegistryModule);

/** Does the work, and puts the call in front of the `TokenError` that it fails with: core knows of no module. */
async function namingCall<Value>(call: string, work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!TokenError.isInstance(error)) throw error;
    throw new TokenError(`${call}: ${error.message}`, error);
  }
}
