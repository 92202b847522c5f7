export { TokenModule } from './token-module.ts';
export type {
  GivenTokenClient,
  NewTokenClient,
  TokenModuleAsyncOptions,
  TokenModuleExtras,
  TokenModuleOptions,
  TokenModuleRootOptions,
  TokenOptionsFactory,
} from './token-module-options.ts';
export { getTokenClientToken, InjectTokenClient } from './inject-token-client.ts';
export { TokenService } from './token-service.ts';
