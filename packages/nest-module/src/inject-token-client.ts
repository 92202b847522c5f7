import { Inject } from '@nestjs/common';
import { requireName, tokenModuleCall } from './read-module-options.ts';
import { TokenService } from './token-service.ts';

/**
 * The injection token of a client, for `inject` lists, `moduleRef.get` and `overrideProvider`. For the client without a name
 * it is the class `TokenService`, so that overriding the one also overrides the other.
 *
 * @param name as given to `forRoot` or `forRootAsync`; default: the client without a name
 * @throws TokenError `ERR_TOKEN_CONFIG` for a name that is not a string, or blank
 */
export function getTokenClientToken(name?: string): symbol | typeof TokenService {
  requireName('getTokenClientToken()', name);
  if (name === undefined) return TokenService;
  // Nest prints the description when nobody registered the name, so it is the call that is missing.
  return Symbol.for(`@tokenkeep/nest-module ${tokenModuleCall('forRoot', name)}`);
}

/**
 * Injects the `TokenClient` with this name into a constructor parameter or a property. It needs no emitted decorator metadata.
 *
 * @param name as given to `forRoot` or `forRootAsync`; default: the client without a name
 * @throws TokenError `ERR_TOKEN_CONFIG` for a name that is not a string, or blank
 */
export function InjectTokenClient(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getTokenClientToken(name));
}
