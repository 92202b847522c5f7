import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Provider, Type } from '@nestjs/common';
import type { TokenClient, TokenClientOptions } from '@tokenkeep/core';

/** The options of a new client, or a client that exists; never both. */
export type TokenModuleOptions = (NewTokenClient | GivenTokenClient) & {
  /**
   * Gets a token while the application starts. The start fails on what only a person can mend, such as credentials that
   * are missing or refused, and goes on with a warning if the issuer cannot be reached. Default: false, the first call
   * gets the first token.
   */
  readonly warmUp?: boolean | undefined;
};

/** The module makes a client of these options, and closes it when the application shuts down. */
export interface NewTokenClient extends Omit<TokenClientOptions, 'name'> {
  readonly client?: undefined;
}

/** A client that exists. Whoever made it closes it. */
export interface GivenTokenClient extends Readonly<
  Partial<Record<Exclude<keyof TokenClientOptions, 'name'>, undefined>>
> {
  readonly client: TokenClient;
}

/** What a registration is told beside its options. */
export interface TokenModuleExtras {
  /**
   * Tells several clients apart: inject this one by `@InjectTokenClient(name)`. It stands in the log and in events too.
   * Default: the un-named client.
   */
  readonly name?: string | undefined;
  /** Makes the client injectable in every module, imported or not. Default: false. */
  readonly isGlobal?: boolean | undefined;
}

/** Options of `TokenModule.forRoot`. */
export type TokenModuleRootOptions = TokenModuleOptions & TokenModuleExtras;

/** Makes the options of `forRootAsync` by `useClass` or `useExisting`. */
export interface TokenOptionsFactory {
  createTokenOptions(): TokenModuleOptions | Promise<TokenModuleOptions>;
}

/** Options of `TokenModule.forRootAsync`: exactly one of `useFactory`, `useClass` and `useExisting`. */
export interface TokenModuleAsyncOptions extends TokenModuleExtras {
  /** The modules that provide what `inject`, `useClass` and `useExisting` need. */
  readonly imports?: ModuleMetadata['imports'] | undefined;
  /** Returns the options; its parameters are what `inject` lists. */
  // oxlint-disable-next-line typescript/no-explicit-any -- Nest resolves the parameters at run time
  readonly useFactory?: ((...dependencies: any[]) => TokenModuleOptions | Promise<TokenModuleOptions>) | undefined;
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined;
  /** Instantiated by this module. */
  readonly useClass?: Type<TokenOptionsFactory> | undefined;
  /** A provider of one of `imports`, or of a global module. */
  readonly useExisting?: InjectionToken<TokenOptionsFactory> | undefined;
  /** Providers that the factory needs and that no module exports. */
  readonly extraProviders?: Provider[] | undefined;
}
