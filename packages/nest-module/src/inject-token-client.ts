import { Inject } from '@nestjs/common';
import { requireName, tokenModuleCall } from './token-module-call.ts';

/**
 * The injection token of a client: for `inject` lists, `moduleRef.get` and `overrideProvider`.
 *
 * Its description is the call that registers the client, since that is what Nest prints when nobody made it.
 *
 * @param name as given to `forRoot` or `forRootAsync`; default: the un-named client
 * @throws TokenError `ERR_TOKEN_CONFIG` for a name that is no string or blank
 */
export function getTokenClientToken(name?: string): symbol {
  requireName('getTokenClientToken()', name);
  return Symbol.for(`@tokenkeep/nest-module ${tokenModuleCall('forRoot', name)}`);
}

/**
 * Injects the `TokenClient` registered under this name, by constructor parameter or property. Needs no emitted
 * decorator metadata.
 *
 * @param name as given to `forRoot` or `forRootAsync`; default: the un-named client
 */
export function InjectTokenClient(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getTokenClientToken(name));
}
