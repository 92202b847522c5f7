import type { FastifyRequest } from 'fastify';
import type { Answer } from '../answer.ts';
import type { Presentation } from '../endpoint/endpoint-shape.ts';
import type { JsonSchema } from '../fault/fault-schemas.ts';
import type { Grant } from '../issuer/sticky-issuer.ts';

/** Why a route refuses. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** The field of the body that is wrong. */
  readonly field?: string | undefined;
  /** The error code of RFC 6749 §5.2, where the status alone does not tell. */
  readonly error?: string;
}

/** What a request wants, once it is known to be well-formed. */
export interface TokenRequest {
  readonly appId: string;
  readonly appSecret: string;
  /** Tokens for different purposes are different tokens. */
  readonly purpose: string;
  /** Given back in the answer. */
  readonly scope?: string | undefined;
  /** Where the client thinks this server is, for answers that tell it. */
  readonly origin?: string;
  /** How the API wants the token to be shown. Default `Authorization: Bearer`. */
  readonly present?: Presentation | undefined;
}

/** How one kind of token endpoint reads requests and words its answers. */
export interface TokenProtocol {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** What its body is; none is read without it. */
  readonly contentType?: string;
  readonly requestSchema: {
    readonly body?: JsonSchema;
    readonly querystring?: JsonSchema;
    readonly headers?: JsonSchema;
  };
  /** @returns the client id of a request that may still turn out malformed */
  claimedAppId(request: FastifyRequest): string | undefined;
  /** @returns what a request that fits the schema asks for */
  read(request: FastifyRequest): TokenRequest | Refusal;
  granted(grant: Grant, request: TokenRequest): Answer;
  refused(refusal: Refusal): Answer;
}
