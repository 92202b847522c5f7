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
export { TokenExceptionFilter } from './http/token-exception-filter.ts';
export { toHttpException, TokenHttpException } from './http/token-http-exception.ts';
