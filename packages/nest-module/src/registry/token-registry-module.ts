import { Global, Module } from '@nestjs/common';
import { TokenRegistry } from './token-registry.ts';

/**
 * Imported by every registration: Nest makes one per application, and so there is one registry. Global, since Nest starts
 * global modules first and ends them last: tokens are there in the hooks of services however deep their module.
 */
export class TokenRegistryModule {}
Module({ providers: [TokenRegistry], exports: [TokenRegistry] })(TokenRegistryModule);
Global()(TokenRegistryModule);
