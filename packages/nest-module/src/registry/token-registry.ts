import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { createTokenClient, type TokenClient } from '@tokenkeep/core';
import { checkModuleOptions } from '../check-module-options.ts';
import { moduleError } from '../token-module-call.ts';
import type { TokenModuleOptions } from '../token-module-options.ts';
import { logTokenEvents } from './log-token-events.ts';
import { namingCall } from './naming-call.ts';
import { sameOptions, sameValues } from './same-options.ts';
import { warmUpClient } from './warm-up-client.ts';

/** One call of `forRoot` or `forRootAsync`. */
export interface TokenRegistration {
  /** As its user would write it, for errors. */
  readonly call: string;
  readonly name: string | undefined;
  /** What the call was given: the same again is the same client. */
  readonly given: object;
  /** Whether Nest runs the factory anew for each request. */
  readonly perRequest?: boolean;
  /** Reads the options, or runs the factory that makes them. */
  options(): TokenModuleOptions | Promise<TokenModuleOptions>;
}

interface MadeClient {
  readonly client: TokenClient;
  readonly options: TokenModuleOptions;
}

/** The token clients of one application, one per name. Warms them up, and closes the ones that it made. */
export class TokenRegistry implements OnModuleInit, OnApplicationShutdown {
  // TypeScript's `private` and not `#private`: Nest may stand a bare prototype in for an injectable, and copy fields.
  private readonly clients = new Map<
    string | undefined,
    { registration: TokenRegistration; made: Promise<MadeClient> }
  >();
  /** Names of the clients to warm up. */
  private readonly cold = new Set<string | undefined>();
  private readonly logger = new Logger('TokenModule');

  /**
   * The client of this registration: the one that is there already if name and options are the same.
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` for options that cannot work, and for other options under the same name
   */
  async client(registration: TokenRegistration): Promise<TokenClient> {
    const known = this.clients.get(registration.name);
    if (known === undefined) {
      const made = this.make(registration);
      this.clients.set(registration.name, { registration, made });
      // One that cannot be made stands in nobody's way: neither of the next try nor of the shutdown.
      made.catch(() => this.clients.delete(registration.name));
      return (await made).client;
    }
    const { client, options } = await known.made;
    // One factory makes other options for another request: only what it returns tells.
    const sameGiven = sameValues(known.registration.given, registration.given);
    if (sameGiven && registration.perRequest !== true) return client;
    const again = await this.options(registration);
    if (await namingCall(registration.call, () => sameOptions(options, again))) return client;
    const remedy =
      registration.perRequest === true
        ? 'options cannot depend on a request, so register one client per tenant by name, or make them with createTokenClient().'
        : 'give one of them another name, or register it once with isGlobal: true.';
    throw moduleError(`${registration.call} registers the same client again with other options: ${remedy}`);
  }

  /** Warms up the clients that ask for it. @throws TokenError when an issuer refuses */
  async onModuleInit(): Promise<void> {
    const clients = [...this.clients.values()];
    await Promise.all(
      clients.map(async ({ registration, made }) => {
        const { client } = await made;
        if (this.cold.has(registration.name)) await warmUpClient(client, registration.call, this.logger);
      }),
    );
  }

  /** Closes what was made here: after the last request has been answered, since it may still need a token. */
  async onApplicationShutdown(): Promise<void> {
    const clients = await Promise.all([...this.clients.values()].map(({ made }) => made));
    await Promise.all(
      clients.map(({ client, options }) => (options.client === undefined ? client.close() : undefined)),
    );
  }

  private async make(registration: TokenRegistration): Promise<MadeClient> {
    const options = await this.options(registration);
    if (options.client !== undefined) return { client: options.client, options };
    const { warmUp: _, client: __, ...clientOptions } = options;
    const log = logTokenEvents(this.logger, registration.name);
    const client = await namingCall(registration.call, () =>
      createTokenClient({
        ...clientOptions,
        onEvent(event) {
          log(event);
          // Returned, since core also forgives a listener that rejects.
          return options.onEvent?.(event);
        },
      }),
    );
    return { client, options };
  }

  private async options(registration: TokenRegistration): Promise<TokenModuleOptions> {
    const options = await namingCall(registration.call, () => registration.options());
    checkModuleOptions(registration.call, options);
    if (options.warmUp === true) this.cold.add(registration.name);
    return options;
  }
}
