import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Provider, Type } from '@nestjs/common';
import type { TokenClient, TokenClientOptions } from '@tokenkeep/core';

/** The options of a new client, or a client that you made; not both. */
export type TokenModuleOptions = (NewTokenClient | GivenTokenClient) & {
  /**
   * Gets the first token while the application starts. The start fails if only a person can fix the problem, such as missing
   * or refused credentials. If the issuer cannot be reached, there is a warning and the start goes on. Default: false, the
   * first call gets the first token.
   */
  readonly warmUp?: boolean | undefined;
};

/** The module makes a client from these options and closes it when the application shuts down. */
export interface NewTokenClient extends Omit<TokenClientOptions, 'name'> {
  readonly client?: undefined;
}

/** A client that you made. You close it, too. */
export interface GivenTokenClient extends Readonly<
  Partial<Record<Exclude<keyof TokenClientOptions, 'name'>, undefined>>
> {
  readonly client: TokenClient;
}

/** Options of a registration beside those of the client. */
export interface TokenModuleExtras {
  /**
   * The client's name, if there are several: inject it with `@InjectTokenClient(name)`. It is in the log and in events too.
   * Default: none.
   */
  readonly name?: string | undefined;
  /** Makes the client injectable in every module, imported or not. Default: false. */
  readonly isGlobal?: boolean | undefined;
}

/** Options of `TokenModule.forRoot`. */
export type TokenModuleRootOptions = TokenModuleOptions & TokenModuleExtras;

/** The interface of a class for `useClass` or `useExisting`: its method returns the options. */
export interface TokenOptionsFactory {
  createTokenOptions(): TokenModuleOptions | Promise<TokenModuleOptions>;
}

/** Options of `TokenModule.forRootAsync`: exactly one of `useFactory`, `useClass` and `useExisting`. */
export interface TokenModuleAsyncOptions extends TokenModuleExtras {
  /** The modules that provide what `inject`, `useClass` and `useExisting` need. */
  readonly imports?: ModuleMetadata['imports'] | undefined;
  /** Returns the options. Its parameters are the providers that `inject` lists. */
  // oxlint-disable-next-line typescript/no-explicit-any -- Nest resolves the parameters at run time
  readonly useFactory?: ((...dependencies: any[]) => TokenModuleOptions | Promise<TokenModuleOptions>) | undefined;
  /** The providers that `useFactory` gets as parameters. */
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined;
  /** A class whose instance returns the options. This module creates it. */
  readonly useClass?: Type<TokenOptionsFactory> | undefined;
  /** Like `useClass`, but an existing provider of one of `imports` or of a global module. */
  readonly useExisting?: InjectionToken<TokenOptionsFactory> | undefined;
  /** Providers that the factory needs and that no module exports. */
  readonly extraProviders?: Provider[] | undefined;
}
