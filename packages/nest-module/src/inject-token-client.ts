import { Inject } from '@nestjs/common';
import { requireName, tokenModuleCall } from './read-module-options.ts';
import { TokenService } from './token-service.ts';

/**
 * The injection token of a client: for `inject` lists, `moduleRef.get` and `overrideProvider`. That of the un-named
 * client is the class `TokenService`, so that both are one provider and a test cannot override half of it.
 *
 * @param name as given to `forRoot` or `forRootAsync`; default: the un-named client
 * @throws TokenError `ERR_TOKEN_CONFIG` for a name that is no string, or blank
 */
export function getTokenClientToken(name?: string): symbol | typeof TokenService {
  requireName('getTokenClientToken()', name);
  if (name === undefined) return TokenService;
  // Nest prints the description when nobody registered the name, so it is the call that is missing.
  return Symbol.for(`@tokenkeep/nest-module ${tokenModuleCall('forRoot', name)}`);
}

/**
 * Injects the `TokenClient` registered under this name, as a constructor parameter or property. Needs no emitted
 * decorator metadata.
 *
 * @param name as given to `forRoot` or `forRootAsync`; default: the un-named client
 * @throws TokenError `ERR_TOKEN_CONFIG` for a name that is no string, or blank
 */
export function InjectTokenClient(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getTokenClientToken(name));
}
