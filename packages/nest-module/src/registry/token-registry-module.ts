import { Module } from '@nestjs/common';
import { TokenRegistry } from './token-registry.ts';

/** Imported by every registration: Nest makes one per application, and so there is one registry. */
export class TokenRegistryModule {}
Module({ providers: [TokenRegistry], exports: [TokenRegistry] })(TokenRegistryModule);
